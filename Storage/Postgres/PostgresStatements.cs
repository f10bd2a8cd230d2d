using System.Collections.Concurrent;
using Orrery.Storage.Sql;

namespace Orrery.Storage.Postgres;

/// <summary>The statements that write rows.</summary>
internal static class PostgresStatements
{
    private static readonly ConcurrentDictionary<(RowMap Map, bool Flag), string> Fences = new();
    private static readonly ConcurrentDictionary<(RowMap Map, bool Flag), string> Arrays = new();

    /// <summary>
    /// Writes one fenced row, or divides by zero when its fence does not hold: so a whole batch, its commit with it, is one round trip, and
    /// is undone by the database if any fence in it is stale.
    /// </summary>
    /// <param name="map">The table.</param>
    /// <param name="isNew">Insert, else update; parameters are the columns and the revision.</param>
    public static string Fence(RowMap map, bool isNew) => Fences.GetOrAdd((map, isNew), static key =>
        Fence(key.Flag ? key.Map.Insert : key.Map.Update));

    /// <summary>Runs a statement that writes or takes away one fenced row, or divides by zero when its fence does not hold.</summary>
    public static string Fence(string sql) => $"WITH written AS ({PostgresText.Of(sql)} RETURNING 1) SELECT 1 / count(*) FROM written";

    /// <summary>Takes the square root of a negative number when a query finds nothing; what it finds stays as it is until the end of the transaction.</summary>
    public static string Condition(string sql) => $"WITH found AS ({PostgresText.Of(sql)} FOR SHARE) SELECT sqrt(count(*) - 1) FROM found";

    /// <summary>Inserts rows, replacing those with the same key or leaving them; each column is one array parameter.</summary>
    public static string Many(RowMap map, bool isUpsert) => Arrays.GetOrAdd((map, isUpsert), static key =>
    {
        var (of, replaces) = key;
        var columns = string.Join(", ", of.Names);
        var arrays = string.Join(", ", of.Names.Select((_, i) => $"${i + 1}"));
        var onConflict = replaces
            ? $"({string.Join(", ", of.Names.Take(of.Keys))}) DO UPDATE SET {string.Join(", ", of.Changed.Select(c => $"{c} = excluded.{c}"))}"
            : "DO NOTHING";
        return $"INSERT INTO {of.Table} ({columns}) SELECT * FROM unnest({arrays}) ON CONFLICT {onConflict}";
    });
}
