namespace Orrery.Storage.Tests;

/// <summary>Cost must follow what is asked for, not how much history there is.</summary>
public sealed class SqliteQueryPlanTests : IDisposable
{
    /// <summary>Tables that a query may read as a whole when it asks for all of it, in the order of their key.</summary>
    private static readonly string[] SmallTables = ["SCAN api_token", "SCAN bundle", "SCAN import_error", "SCAN runtime_host", "SCAN reminder", "SCAN pool", "SCAN a USING INDEX approval_open",
        "SCAN variable", "SCAN connection",
        "SCAN c", // The first thousand rows of a range.
    ];

    /// <summary>Read backwards or by index from the newest, to a limit.</summary>
    private static readonly string[] ScansToALimit = ["SCAN dag_run USING INDEX dag_run_by_time", "SCAN audit"];

    /// <summary>An index of the work at hand, which a sum over all of it reads as a whole.</summary>
    private const string WorkAtHand = "SCAN task_instance USING COVERING INDEX task_instance_in_pool";

    /// <summary>What tasks have reported and assets have not heard of: a handful.</summary>
    private const string NewsOnTheirWay = "SCAN o";

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Queries() => [.. QueryCalls.Names];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Query_WhenPlanned_NeitherScansNorSorts(string query)
    {
        await using var store = await _folder.OpenAsync(Durability.Off);
        foreach (var call in QueryCalls.Of(query))
        {
            await call(store);
        }

        var sql = store.PreparedQueries.Where(text => text.StartsWith("SELECT", StringComparison.Ordinal)).ToList();
        sql.ShouldNotBeEmpty();
        foreach (var text in sql)
        {
            var plan = store.Writer.List($"EXPLAIN QUERY PLAN {text}", null, s => (s.Int64(), s.Int64(), s.Int64(), Detail: s.Text()).Detail);
            plan.ShouldNotContain(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal), text);
            plan.ShouldNotContain(step => step.StartsWith("SCAN", StringComparison.Ordinal) && !IsAllowed(step, text), text);
        }
    }

    [Fact]
    public async Task RetentionQuery_WhenPlanned_FollowsAnIndexFromItsOldestEnd()
    {
        await using var store = await _folder.OpenAsync(Durability.Off);
        var none = CancellationToken.None;
        await store.ListEndedRunsAsync(null, Sample.Noon, default, 1, none);
        await store.ListEndedRunsAsync("a", Sample.Noon, default, 1, none);
        await store.ListPredecessorsAsync("a", none);
        await store.ListReplacedReleasesAsync(Sample.Noon, "", 0, 1, none);
        await store.ListEmptyBackfillsAsync(null, Sample.Noon, 0, 1, none);
        await store.ListConsumedRangesAsync("u", 1, none);
        await store.ListAssetEventIdsAsync("u", 0, 1, 1, none);
        await store.ListOldestAuditAsync(0, 1, none);
        await store.FindRunsAsync("a", ["r"], none);

        foreach (var text in store.PreparedQueries.Where(text => text.StartsWith("SELECT", StringComparison.Ordinal)))
        {
            var plan = store.Writer.List($"EXPLAIN QUERY PLAN {text}", null, s => (s.Int64(), s.Int64(), s.Int64(), Detail: s.Text()).Detail);
            plan.ShouldNotContain(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal), text);
            plan.ShouldNotContain(step => step.StartsWith("SCAN", StringComparison.Ordinal) && step != NewsOnTheirWay, text);
        }
    }

    private static bool IsAllowed(string step, string sql) =>
        step == WorkAtHand
        // All runs are counted along an index, no further than to the limit.
        || (step.StartsWith("SCAN dag_run USING COVERING INDEX", StringComparison.Ordinal) && sql.StartsWith("SELECT count(*) FROM (SELECT 1 FROM dag_run ORDER BY run_after DESC, run_pk DESC LIMIT ?1)", StringComparison.Ordinal))

        // What was found in a range, up to its limit, is counted.
        || step is "SCAN found" or "SCAN (subquery-1)" || step.StartsWith("SCAN (", StringComparison.Ordinal)
        || SmallTables.Any(small => step == small || step.StartsWith(small + " ", StringComparison.Ordinal))
        || (ScansToALimit.Contains(step) && !sql.Contains("WHERE", StringComparison.Ordinal) && sql.Contains("LIMIT", StringComparison.Ordinal));
}
