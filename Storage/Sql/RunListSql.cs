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

    /// <summary>The statement; its parameters are the dag id, the place's run-after and run number, each if asked for, then the limit.</summary>
    /// <param name="ofDag">Of one DAG.</param>
    /// <param name="states">In one of these states; empty: in any.</param>
    /// <param name="types">Of one of these types; empty: of any.</param>
    /// <param name="afterPlace">After a place in the order.</param>
    /// <param name="newestFirst">Newest first, else oldest first.</param>
    /// <param name="limitsRanges">Whether each range has the limit.</param>
    public static string Build(
        bool ofDag, IReadOnlyList<DagRunState> states, IReadOnlyList<DagRunType> types, bool afterPlace, bool newestFirst, bool limitsRanges)
    {
        var (next, direction) = newestFirst ? ("<", "DESC") : (">", "ASC");
        var parameter = 0;
        var dag = ofDag ? $"dag_id = ?{++parameter}" : null;
        var place = afterPlace ? $"(run_after, run_pk) {next} (?{++parameter}, ?{++parameter})" : null;
        var order = $"ORDER BY run_after {direction}, run_pk {direction} LIMIT ?{++parameter}";
        var ranges = from kind in Kinds(states, types)
                     let conditions = string.Join(" AND ", new[] { dag, kind, place }.OfType<string>())
                     select RunMaps.DagRun.Select + (conditions.Length == 0 ? "" : " WHERE " + conditions);
        return $"{Union(ranges, order, limitsRanges)} {order}";
    }

    /// <summary>A union of ranges, each in this order and with its limit if asked for.</summary>
    public static string Union(IEnumerable<string> ranges, string order, bool limitsRanges)
    {
        string[] all = [.. ranges];
        return string.Join(" UNION ALL ", limitsRanges && all.Length > 1 ? all.Select(range => $"({range} {order})") : all);
    }

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
