using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orrery.Runtime.Docker.Api;

namespace Orrery.Runtime.Docker;

/// <summary>
/// Hears of containers in which a process was killed for want of memory. The engine's record of a container should say so too, and under load
/// does not always.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="labels">Whose containers.</param>
/// <param name="timeProvider">The clock of waits.</param>
/// <param name="logger">Where the server's own log goes.</param>
/// <param name="closing">Ends the watch.</param>
internal sealed partial class OutOfMemoryWatch(IDockerEngine engine, ContainerLabels labels, TimeProvider timeProvider, ILogger logger, CancellationToken closing)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, bool> _containers = new(StringComparer.Ordinal);
    private int _isStarted;

    /// <summary>Ends with the watch. Never fails.</summary>
    public Task Watched { get; private set; } = Task.CompletedTask;

    /// <summary>Begins to watch; harmless when it has begun.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
        {
            Watched = Task.Run(WatchAsync, CancellationToken.None);
        }
    }

    /// <summary>Whether a container ran out of memory; what is said of it is forgotten.</summary>
    public bool Take(string id) => _containers.TryRemove(id, out _);

    [LoggerMessage(EventIds.DockerEventsLost, LogLevel.Debug, "The events of the engine cannot be followed at present: {Message}")]
    private static partial void LogEventsLost(ILogger logger, string message);

    private async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                try
                {
                    IReadOnlyList<(string, IEnumerable<string>)> filters =
                        [("type", ["container"]), ("event", ["oom"]), ("label", labels.Own.Select(l => $"{l.Key}={l.Value}"))];
                    await foreach (var happened in engine.WatchEventsAsync(filters, closing))
                    {
                        _containers[happened.Actor.Id] = true;
                    }
                }
                catch (DockerException e)
                {
                    LogEventsLost(logger, e.Message);
                }

                await Task.Delay(Retry, timeProvider, closing);
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // The engine goes away.
        }
    }
}
