using System.Globalization;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Storage.Sql.Maps;

namespace Orrery.Storage.Sql;

/// <summary>Builds the SQL of lists of runs.</summary>
/// <remarks>
/// A list is a merge of index ranges that each lie in its order already, one for each wanted pair of state and type. SQLite reads them side by
/// side and stops at the limit; PostgreSQL does so only within a range, so there each has the limit too. Either way the cost depends on the
/// length of the page, not on how many runs there are.
/// </remarks>
internal static class RunListSql
{
    private static readonly DagRunState[] AllStates = Enum.GetValues<DagRunState>();
    private static readonly DagRunType[] AllTypes = Enum.GetValues<DagRunType>();

    /// <summary>The statement for this filter; its parameters are added by <see cref="Bind"/>.</summary>
    /// <param name="filter">Which runs.</param>
    /// <param name="limitsRanges">Whether each range has the limit.</param>
    public static string Build(DagRunFilter filter, bool limitsRanges)
    {
        var direction = filter.OldestFirst ? "ASC" : "DESC";
        var order = string.Create(CultureInfo.InvariantCulture, $"ORDER BY run_after {direction}, run_pk {direction} LIMIT ?{ParameterCount(filter)}");
        return $"{Union(Ranges(filter, RunMaps.DagRun.Select), order, limitsRanges)} {order}";
    }

    /// <summary>Counts the runs of the filter, no further than to its limit.</summary>
    public static string BuildCount(DagRunFilter filter, bool limitsRanges)
    {
        // In the order of the index, for without an order PostgreSQL takes whatever rows come first, and looks at all of them for the few of a range.
        var limit = string.Create(CultureInfo.InvariantCulture, $"LIMIT ?{ParameterCount(filter)}");
        var order = $"ORDER BY run_after DESC, run_pk DESC {limit}";
        string[] ranges = [.. Ranges(filter, "SELECT 1 FROM dag_run")];
        return $"SELECT count(*) FROM ({Union(ranges, order, limitsRanges)} {(ranges.Length > 1 ? limit : order)}) AS found";
    }

    /// <summary>Adds the parameters.</summary>
    public static void Bind(ISqlParameters statement, DagRunFilter filter)
    {
        _ = filter.DagId is { } dagId ? statement.Add(dagId) : statement;
        _ = filter.From is { } from ? statement.Add(from) : statement;
        _ = filter.To is { } to ? statement.Add(to) : statement;
        _ = filter.After is { } place ? statement.Add(place.RunAfter).Add(place.RunPk) : statement;
        statement.Add(filter.Limit);
    }

    /// <summary>A union of ranges, each in this order and with its limit if asked for.</summary>
    public static string Union(IEnumerable<string> ranges, string order, bool limitsRanges)
    {
        string[] all = [.. ranges];
        return string.Join(" UNION ALL ", limitsRanges && all.Length > 1 ? all.Select(range => $"({range} {order})") : all);
    }

    private static IEnumerable<string> Ranges(DagRunFilter filter, string head)
    {
        var parameter = 0;
        var dag = filter.DagId is null ? null : $"dag_id = {Next()}";
        var least = filter.From is null ? null : $"run_after >= {Next()}";
        var most = filter.To is null ? null : $"run_after <= {Next()}";
        var place = filter.After is null ? null : $"(run_after, run_pk) {(filter.OldestFirst ? ">" : "<")} ({Next()}, {Next()})";
        return from kind in Kinds(filter.States ?? [], filter.Types ?? [])
               let conditions = string.Join(" AND ", new[] { dag, kind, least, most, place }.OfType<string>())
               select head + (conditions.Length == 0 ? "" : " WHERE " + conditions);

        string Next() => string.Create(CultureInfo.InvariantCulture, $"?{++parameter}");
    }

    private static int ParameterCount(DagRunFilter filter) =>
        1 + (filter.DagId is null ? 0 : 1) + (filter.From is null ? 0 : 1) + (filter.To is null ? 0 : 1) + (filter.After is null ? 0 : 2);

    private static IEnumerable<string?> Kinds(IReadOnlyList<DagRunState> states, IReadOnlyList<DagRunType> types)
    {
        if (states.Count == 0 && types.Count == 0)
        {
            return [null];
        }

        // Sorted and distinct, so that equal filters share a prepared statement and no run is found twice.
        return from state in (states.Count == 0 ? AllStates : states).Distinct().Order()
               from wanted in (types.Count == 0 ? AllTypes : types).Distinct().Order()
               select string.Create(CultureInfo.InvariantCulture, $"state = {(int)state} AND type = {(int)wanted}");
    }
}
