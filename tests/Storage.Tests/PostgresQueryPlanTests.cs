using System.Globalization;
using System.Text.RegularExpressions;
using Orrery.Storage.Sql;

namespace Orrery.Storage.Tests;

/// <summary>
/// Cost must follow what is asked for, not how much history there is: here by what the database says it has read, with statistics as a
/// store has them that was in use for long.
/// </summary>
public sealed partial class PostgresQueryPlanTests
{
    /// <summary>Rows that a step of a plan may look at: each query asks for ten at most, of which a search or a join may drop some.</summary>
    private const int MostRows = 1000;

    private static readonly string History =
        $"""
        INSERT INTO dag (dag_id, bundle, file, version, release, is_paused, is_active, tags, task_count, created_at, updated_at, revision)
        SELECT CASE i WHEN 0 THEN 'a' ELSE 'dag' || i END, 'main', 'f', 'v', 1, 0, 1, '[]', 2, 0, 0, 1 FROM generate_series(0, 999) i;
        INSERT INTO dag_run (run_pk, dag_id, run_id, version, release, type, state, run_after, logical_date, conf, params, clear_number, logic_version, revision)
        SELECT i, CASE i % 2 WHEN 0 THEN 'a' ELSE 'dag' || i % 1000 END, 'r' || i, 'v', 1, i % 3, CASE i % 20 WHEN 0 THEN 3 ELSE 2 END, moment, moment, '', '', 0, 1, 1
        FROM (SELECT i, {Instants.ToMicroseconds(Sample.Noon)} + (i - 10000) * 60000000::bigint AS moment FROM generate_series(0, 19999) i) runs;
        INSERT INTO task_instance (run_pk, ordinal, task_id, map_index, state, try_number, max_tries)
        SELECT i / 5, i % 5, CASE i % 5 WHEN 0 THEN 't' ELSE 't' || i % 5 END, -1, 4, 1, 0 FROM generate_series(0, 99999) i;
        INSERT INTO task_try (run_pk, ordinal, try_number, state) SELECT i / 5, i % 5, 1, 4 FROM generate_series(0, 99999) i;
        INSERT INTO xcom (run_pk, ordinal, key, value, created_at) SELECT i / 5, i % 5, 'return_value', '1', 0 FROM generate_series(0, 99999) i;
        INSERT INTO audit (at, actor, event) SELECT i, 'a', 'e' FROM generate_series(0, 19999) i;
        INSERT INTO asset_event (uri, event_id, source_dag_id, source_run_id, source_task_id, source_map_index, extra, at, aliases)
        SELECT CASE i % 2 WHEN 0 THEN 'u' ELSE 'u' || i % 1000 END, i, 'a', 'r' || i, 't', -1, '', 0, '[]' FROM generate_series(0, 19999) i;
        ANALYZE;
        """;

    [Fact]
    public async Task Query_WhenThereIsMuchHistory_ReadsNoMoreThanItIsAskedFor()
    {
        using var cluster = new PostgresCluster();
        using var database = new PostgresDatabase(cluster);
        await (await database.OpenAsync()).DisposeAsync();
        cluster.Query(database.Address, History);
        cluster.Query(
            database.Address,
            "DO $$ BEGIN " + string.Concat(
                new[] { "session_preload_libraries = auto_explain", "auto_explain.log_min_duration = 0", "auto_explain.log_analyze = on", "auto_explain.log_timing = off" }
                    .Select(setting => $"EXECUTE format('ALTER DATABASE %I SET {setting}', current_database()); ")) + "END $$");
        await using var store = await database.OpenAsync();
        var wrong = new List<string>();
        foreach (var query in QueryCalls.Names)
        {
            var before = cluster.Log.Length;
            foreach (var call in QueryCalls.Of(query))
            {
                await call(store);
            }

            var plans = cluster.Log[before..];
            plans.ShouldContain("plan:", Case.Sensitive, query);
            wrong.AddRange(Costly(plans).Select(line => $"{query}: {line}"));
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Costly_OfAPlanThatReadsATable_FindsTheStep()
    {
        Costly("  ->  Seq Scan on dag_run  (cost=0.00..1 rows=5 width=8) (actual rows=20000 loops=1)\n").ShouldHaveSingleItem();
        Costly("  Rows Removed by Filter: 19999\n").ShouldHaveSingleItem();
        Costly("  ->  Index Scan using x on dag_run  (cost=0.00..1 rows=20000 width=8) (actual rows=20 loops=1)\n").ShouldBeEmpty();
    }

    /// <summary>The lines of plans that say that a step has read more than it should.</summary>
    private static IEnumerable<string> Costly(string plans) =>
        from line in plans.Split('\n')
        let match = RowsRead().Match(line)
        where match.Success && match.Groups.Values.Skip(1).Where(g => g.Success).Select(g => double.Parse(g.Value, CultureInfo.InvariantCulture)).Aggregate(1.0, (a, b) => a * b) > MostRows
        select line.Trim();

    [GeneratedRegex(@"\(actual rows=(\d+) loops=(\d+)\)|Rows Removed by [A-Za-z ]+: (\d+)")]
    private static partial Regex RowsRead();
}
