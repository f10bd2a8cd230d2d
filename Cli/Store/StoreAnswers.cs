using Orrery.Storage.Maintenance;

namespace Orrery.Cli.Store;

/// <summary>What <c>backup</c>, <c>restore</c> and <c>migrate-to</c> write as JSON.</summary>
/// <param name="Source">What was copied.</param>
/// <param name="Target">Where to.</param>
/// <param name="Schema">Number of the copy's schema.</param>
/// <param name="Rows">Rows of each table, by its name.</param>
/// <param name="Bytes">Size of the copy, if it is a file.</param>
/// <param name="Findings">What the verifier found in the copy.</param>
internal sealed record CopyAnswer(string Source, string Target, int Schema, IReadOnlyDictionary<string, long> Rows, long? Bytes, IReadOnlyList<StoreFinding> Findings)
{
    /// <summary>The answer about a copy.</summary>
    public static CopyAnswer Of(CopyReport report) => new(
        report.Source, report.Target, report.Schema, report.Rows, File.Exists(report.Target) ? new FileInfo(report.Target).Length : null, report.Findings);
}

/// <summary>What <c>prune</c> writes as JSON. Of a dry run null is what was not counted.</summary>
/// <param name="Store">The store.</param>
/// <param name="Before">What ended before this moment.</param>
/// <param name="DryRun">Whether it was only counted.</param>
/// <param name="Runs">Runs.</param>
/// <param name="TaskInstances">Their task instances.</param>
/// <param name="AuditEntries">Entries of the audit.</param>
/// <param name="Backfills">Backfills without runs.</param>
/// <param name="Releases">Releases that no run is pinned to.</param>
/// <param name="AssetEvents">Events of assets.</param>
/// <param name="Snapshots">Snapshots of bundles.</param>
/// <param name="CodeFiles">Files of code that are in no snapshot.</param>
/// <param name="Folders">Folders of logs and of scratch files; null also when the data folder is not known.</param>
/// <param name="Bytes">Bytes by which the file of the store got smaller.</param>
internal sealed record PruneAnswer(
    string Store,
    DateTimeOffset Before,
    bool DryRun,
    long Runs,
    long TaskInstances,
    long AuditEntries,
    long? Backfills,
    long? Releases,
    long? AssetEvents,
    long? Snapshots,
    long? CodeFiles,
    int? Folders,
    long? Bytes);
