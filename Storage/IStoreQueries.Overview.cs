namespace Orrery.Storage;

/// <content>What comes next.</content>
public partial interface IStoreQueries
{
    /// <summary>The DAGs whose next scheduled runs come first, in their order.</summary>
    Task<IReadOnlyList<UpcomingRun>> ListUpcomingRunsAsync(int limit, CancellationToken cancellationToken = default);
}

/// <summary>The next scheduled run of a DAG.</summary>
/// <param name="DagId">Id of the DAG.</param>
/// <param name="RunAfter">When it is due.</param>
public sealed record UpcomingRun(string DagId, DateTimeOffset RunAfter);
