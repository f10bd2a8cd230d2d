using System.Globalization;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Storage.Sql.Maps;

namespace Orrery.Storage.Sql;

/// <summary>Builds the SQL of lists of runs.</summary>
/// <remarks>
/// A list is a merge of index ranges that each lie in its order already: one for each wanted pair of state and type, and, after a place,
/// the rest of that place's instant and what lies beyond it. SQLite reads them side by side and stops at the limit, so the cost depends on the length of the
/// page, not on how many runs there are.
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
    public static string Build(bool ofDag, IReadOnlyList<DagRunState> states, IReadOnlyList<DagRunType> types, bool afterPlace, bool newestFirst)
    {
        var (next, direction) = newestFirst ? ("<", "DESC") : (">", "ASC");
        var parameter = 0;
        var dag = ofDag ? $"dag_id = ?{++parameter}" : null;
        string?[] places = [null];
        if (afterPlace)
        {
            var (instant, number) = ($"?{++parameter}", $"?{++parameter}");
            places = [$"run_after = {instant} AND run_pk {next} {number}", $"run_after {next} {instant}"];
        }

        var arms = from kind in Kinds(states, types)
                   from place in places
                   let conditions = string.Join(" AND ", new[] { dag, kind, place }.OfType<string>())
                   select RunMaps.DagRun.Select + (conditions.Length == 0 ? "" : " WHERE " + conditions);
        return $"{string.Join(" UNION ALL ", arms)} ORDER BY run_after {direction}, run_pk {direction} LIMIT ?{++parameter}";
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
