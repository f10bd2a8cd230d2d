using System.Collections.Concurrent;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Logs;

namespace Orrery.Runtime.Sensors;

/// <summary>
/// Looks for what sensors wait for, within this process. Nothing of it outlives the server, and nothing needs to: a host that comes back names
/// none of these leases, so they are offered again, with what is left of their time.
/// </summary>
public sealed class SensorEngine : IRuntimeEngine, IAsyncDisposable
{
    private readonly FileTaskLogStore _logs;
    private readonly TimeProvider _timeProvider;
    private readonly ConcurrentDictionary<Guid, SensorTask> _tasks = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly FilePoker _files = new();
    private readonly SqlPoker _databases = new();
    private readonly HttpPoker _addresses;
    private readonly ProcessPoker _processes;
    private int _disposed;

    /// <summary>Builds the engine.</summary>
    /// <param name="processes">Runs the scripts and programs of sensors.</param>
    /// <param name="logs">Where the logs go.</param>
    /// <param name="timeProvider">The clock.</param>
    public SensorEngine(IRuntimeEngine processes, FileTaskLogStore logs, TimeProvider timeProvider)
    {
        (_logs, _timeProvider) = (logs, timeProvider);
        _addresses = new HttpPoker(timeProvider);
        _processes = new ProcessPoker(processes, timeProvider);
    }

    /// <inheritdoc/>
    public string Name => "sensor";

    /// <inheritdoc/>
    public Task<IRunningTask> LaunchAsync(LaunchSpec spec, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        var isNew = false;
        var task = _tasks.GetOrAdd(spec.LeaseId, _ =>
        {
            isNew = true;
            return new SensorTask(spec, PokerOf(spec), _logs, _timeProvider, () => _tasks.TryRemove(spec.LeaseId, out SensorTask? _), _closing.Token);
        });
        if (isNew)
        {
            task.Start();
        }

        return Task.FromResult<IRunningTask>(task);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<IRunningTask>> RecoverAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<IRunningTask>>([]);

    /// <summary>Stops looking; reports nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _closing.CancelAsync();
            await Task.WhenAll(_tasks.Values.Select(t => t.Watched));
            _addresses.Dispose();
            _closing.Dispose();
        }
    }

    private IPoker PokerOf(LaunchSpec spec) => spec.Sensor switch
    {
        { File: not null } => _files,
        { Http: not null } => _addresses,
        { Sql: not null } => _databases,
        _ => _processes,
    };
}
