namespace Orrery.Storage.Commit;

/// <summary>What the commit pipeline has done since it was opened.</summary>
/// <param name="Batches">Transactions committed.</param>
/// <param name="Changes">Changes committed.</param>
/// <param name="Rows">Rows of those changes.</param>
/// <param name="Stale">Changes refused because a fence did not hold.</param>
/// <param name="Failed">Changes that failed: the store was unavailable, or a row broke a rule of the schema.</param>
/// <param name="Syncs">Transactions that waited for the disk.</param>
public readonly record struct CommitStatistics(long Batches, long Changes, long Rows, long Stale, long Failed, long Syncs);
