using Microsoft.Extensions.Logging;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Docker.Api;
using Orrery.Runtime.Docker.Api.Wire;

namespace Orrery.Runtime.Docker;

/// <summary>A try of an earlier server.</summary>
/// <param name="Entry">The try.</param>
/// <param name="ContainerId">Its container; null when none is known to have been made.</param>
/// <param name="WasStarted">Whether it is known to have been started.</param>
internal sealed record FoundTry(DockerTry Entry, string? ContainerId, bool WasStarted);

/// <summary>Brings together what an earlier server wrote down and what the engine has.</summary>
/// <param name="engine">The engine.</param>
/// <param name="spool">Where the tries are.</param>
/// <param name="labels">By what containers are found.</param>
/// <param name="timeProvider">The clock of waits.</param>
/// <param name="logger">Where the server's own log goes.</param>
internal sealed partial class DockerRecovery(IDockerEngine engine, string spool, ContainerLabels labels, TimeProvider timeProvider, ILogger logger)
{
    private static readonly TimeSpan StrayGrace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastWait = TimeSpan.FromMinutes(1);

    private readonly HashSet<Guid> _held = [];

    /// <summary>
    /// The tries that go on, or have ended and are to be reported. What was never started is removed, and its lease so given back. While the
    /// engine does not answer all of them are held: each finds out for itself once it does.
    /// </summary>
    public async Task<IReadOnlyList<FoundTry>> FindAsync(CancellationToken cancellationToken)
    {
        var containers = await TryListAsync(cancellationToken);
        var found = new List<FoundTry>();
        foreach (var lease in DockerTry.List(spool))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (DockerTry.Open(spool, lease) is { } entry && await LookAsync(entry, containers, cancellationToken) is { } held)
                {
                    LogAdopted(logger, entry.Spec.Task, held.ContainerId);
                    _ = _held.Add(lease);
                    found.Add(held);
                }
                else
                {
                    DockerTry.Delete(spool, lease);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // One that cannot be read must not keep the others from being adopted; it stays for the next start.
                _ = _held.Add(lease);
                LogNotRead(logger, e, DockerTry.PathOf(spool, lease));
            }
        }

        LogRecovered(logger, found.Count, spool);
        return found;
    }

    /// <summary>Stops and removes the containers of which nobody knows any more, once the engine answers. Never fails.</summary>
    public async Task RemoveStraysAsync(CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<ContainerSummary>? containers;
            for (var wait = FirstWait; (containers = await TryListAsync(cancellationToken)) is null; wait = wait * 2 < LastWait ? wait * 2 : LastWait)
            {
                await Task.Delay(wait, timeProvider, cancellationToken);
            }

            // Not those that were launched since: their folders are there before they are.
            var known = DockerTry.List(spool).ToHashSet();
            foreach (var stray in containers.Where(c => LeaseOf(c) is { } lease && !_held.Contains(lease) && !known.Contains(lease)))
            {
                await RemoveAsync(stray, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The next start looks again.
        }
    }

    [LoggerMessage(EventIds.ContainerAdopted, LogLevel.Information, "{Task} was adopted from an earlier server; container {Container}")]
    private static partial void LogAdopted(ILogger logger, TaskKey task, string? container);

    [LoggerMessage(EventIds.ContainerNeverStarted, LogLevel.Information, "{Task} was never started by the earlier server; its lease is given back")]
    private static partial void LogNeverStarted(ILogger logger, TaskKey task);

    [LoggerMessage(EventIds.ContainersRecovered, LogLevel.Information, "{Count} tries of an earlier server found in {Spool}")]
    private static partial void LogRecovered(ILogger logger, int count, string spool);

    [LoggerMessage(EventIds.DockerSpoolNotRead, LogLevel.Error, "What an earlier server left in {Folder} cannot be read; its lease is given up")]
    private static partial void LogNotRead(ILogger logger, Exception exception, string folder);

    [LoggerMessage(EventIds.ContainerStray, LogLevel.Warning, "The container {Container} belongs to no try that is known here; it is stopped and removed")]
    private static partial void LogStray(ILogger logger, string container);

    [LoggerMessage(EventIds.ContainerStrayLeft, LogLevel.Warning, "The container {Container} cannot be removed; the next start tries again: {Message}")]
    private static partial void LogStrayLeft(ILogger logger, string container, string message);

    private static Guid? LeaseOf(ContainerSummary container) =>
        container.Labels is { } all && all.TryGetValue(ContainerLabels.Lease, out var text) && Guid.TryParseExact(text, "D", out var lease) ? lease : null;

    private async Task<FoundTry?> LookAsync(DockerTry entry, IReadOnlyList<ContainerSummary>? containers, CancellationToken cancellationToken)
    {
        if (containers is null || entry.ReadFailure() is not null)
        {
            return new FoundTry(entry, entry.ReadContainer(), WasStarted: false);
        }

        try
        {
            // By its name too: a host that was renamed has other labels now.
            var id = containers.FirstOrDefault(c => LeaseOf(c) == entry.Spec.LeaseId)?.Id ?? entry.ContainerName;
            var container = await engine.InspectContainerAsync(id, cancellationToken);
            if (container.State.Status != ContainerState.Created || ContainerLauncher.OfState(container.State, entry.Spec) is not null)
            {
                return new FoundTry(entry, container.Id, WasStarted: true);
            }

            // Without force: one whose start was on its way all the same is running now, and a conflict.
            await engine.RemoveContainerAsync(container.Id, force: false, cancellationToken);
        }
        catch (DockerException e) when (e.Kind == DockerErrorKind.NotFound)
        {
            if (entry.ReadContainer() is { } made)
            {
                // It was made, and so may have run: somebody removed it since.
                return new FoundTry(entry, made, WasStarted: true);
            }
        }
        catch (DockerException)
        {
            return new FoundTry(entry, entry.ReadContainer(), WasStarted: false);
        }

        LogNeverStarted(logger, entry.Spec.Task);
        return null;
    }

    private async Task<IReadOnlyList<ContainerSummary>?> TryListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await engine.ListContainersAsync(labels.Own, cancellationToken);
        }
        catch (DockerException e)
        {
            LogNotListed(logger, e.Message);
            return null;
        }
    }

    [LoggerMessage(EventIds.DockerNotListed, LogLevel.Warning, "The containers of an earlier server cannot be listed yet: {Message}")]
    private static partial void LogNotListed(ILogger logger, string message);

    private async Task RemoveAsync(ContainerSummary stray, CancellationToken cancellationToken)
    {
        LogStray(logger, stray.Id);
        try
        {
            if (stray.State != ContainerState.Created)
            {
                await engine.StopContainerAsync(stray.Id, StrayGrace, cancellationToken);
            }

            await engine.RemoveContainerAsync(stray.Id, force: true, cancellationToken);
        }
        catch (DockerException e) when (e.Kind == DockerErrorKind.NotFound)
        {
            // Gone by itself.
        }
        catch (DockerException e)
        {
            LogStrayLeft(logger, stray.Id, e.Message);
        }
    }
}
