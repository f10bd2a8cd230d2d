using Microsoft.Extensions.Logging;
using Orrery.Grains.Code;
using Orrery.Grains.Ingestion;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Runtime.Bundles;

namespace Orrery.Grains.Bundles;

/// <content>
/// What must not stay half done. Each DAG goes live by a commit of its own, so a deploy of many is not one commit: it is written down once all of it
/// was checked, and what a death leaves undone the next pass does first.
/// </content>
public sealed partial class BundleParserGrain
{
    private Task IntendAsync(PassRequest request, Snapshot snapshot)
    {
        intention.State = new PassIntention
        {
            Snapshot = snapshot.Hash,
            SourceReference = snapshot.SourceReference,
            Path = request.Path,
            DeactivateRemoved = request.DeactivateRemoved,
            Force = request.Force,
        };
        return intention.WriteStateAsync();
    }

    private Task ForgetIntentionAsync() => intention.RecordExists ? intention.ClearStateAsync() : Task.CompletedTask;

    /// <summary>Does what an earlier pass was about to do; answers the bundle as it is then.</summary>
    private async Task<BundleInfo> ResumeAsync(BundleInfo info, BundleState state)
    {
        if (!intention.RecordExists)
        {
            return info;
        }

        var intended = intention.State;
        if (await SnapshotOfAsync(intended) is { } snapshot)
        {
            LogResumed(logger, Bundle, intended.Snapshot);
            var request = new PassRequest { Path = intended.Path, DeactivateRemoved = intended.DeactivateRemoved, Force = intended.Force };
            var startedAt = clock.GetUtcNow();
            var read = await ReadManifestAsync(state, snapshot, request);
            await RunAsync(info, state, snapshot, read, request, ContextOf(info, read.Manifest, snapshot, startedAt));
        }

        await ForgetIntentionAsync();
        return (await Settings.GetAsync())!;
    }

    /// <summary>The code of an intention. It may have been collected if nothing was published before the server went away for long.</summary>
    private async Task<Snapshot?> SnapshotOfAsync(PassIntention intended)
    {
        try
        {
            if (await code.GetAsync(intended.Snapshot, CancellationToken.None) is { } snapshot)
            {
                return snapshot with { SourceReference = intended.SourceReference };
            }

            LogNotResumed(logger, Bundle, intended.Snapshot, "it is no longer in the store");
        }
        catch (BundleException e)
        {
            LogNotResumed(logger, Bundle, intended.Snapshot, e.Message);
        }

        return null;
    }

    [LoggerMessage(EventIds.PassResumed, LogLevel.Information, "Bundle {Bundle}: the deploy of snapshot {Snapshot} was interrupted and goes on")]
    private static partial void LogResumed(ILogger logger, string bundle, string snapshot);

    [LoggerMessage(EventIds.PassNotResumed, LogLevel.Warning, "Bundle {Bundle}: the deploy of snapshot {Snapshot} was interrupted and cannot go on: {Reason}. Deploy again.")]
    private static partial void LogNotResumed(ILogger logger, string bundle, string snapshot, string reason);
}
