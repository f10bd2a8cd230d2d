using System.Globalization;
using System.Text.Json;
using Orrery.Storage.Sql.Maps;

namespace Orrery.Storage.Sql;

/// <summary>Builds the SQL of lists of DAGs.</summary>
/// <remarks>A search reads every DAG of its range, which is as many as there are DAGs, not runs.</remarks>
internal static class DagListSql
{
    private const string NewestState =
        "(SELECT r.state FROM dag_run r WHERE r.dag_id = dag.dag_id ORDER BY r.run_after DESC, r.run_pk DESC LIMIT 1)";

    private const string HasImportError = "EXISTS (SELECT 1 FROM import_error e WHERE e.bundle = dag.bundle AND e.file = dag.file)";

    /// <summary>The statement for this filter.</summary>
    public static string Build(DagFilter filter) => $"{DagMaps.Dag.Select} WHERE {Conditions(filter, out var count)} ORDER BY dag_id LIMIT ?{Number(count + 1)}";

    /// <summary>Adds the parameters of the statement.</summary>
    public static void Bind(ISqlParameters statement, DagFilter filter)
    {
        BindConditions(statement, filter);
        statement.Add(filter.Limit);
    }

    /// <summary>Counts the DAGs of this filter.</summary>
    public static string BuildCount(DagFilter filter) => $"SELECT count(*) FROM dag WHERE {Conditions(filter, out _)}";

    /// <summary>Adds the parameters of the conditions.</summary>
    public static void BindConditions(ISqlParameters statement, DagFilter filter)
    {
        statement.Add(filter.AfterDagId ?? "");
        string?[] texts =
        [
            filter.Bundle,
            filter.Search is { } search ? Containing(search) : null,
            .. filter.IdPatterns.Select(Like),
            .. filter.Tags.Select(tag => Containing(JsonSerializer.Serialize(tag))),
            .. filter.Owners,
            filter.FavoriteOf,
            filter.NoFavoriteOf,
        ];
        foreach (var text in texts.OfType<string>())
        {
            statement.Add(text);
        }
    }

    /// <summary>The pattern of what contains this text, whatever the case.</summary>
    public static string Containing(string text) =>
        $"%{text.ToLowerInvariant().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";

    private static string Conditions(DagFilter filter, out int count)
    {
        var parameter = 0;
        var conditions = new List<string> { $"dag_id > {Next()}" };
        AddIf(filter.ActiveOnly, () => "is_active = 1");
        AddIf(filter.Bundle is not null, () => $"bundle = {Next()}");
        AddIf(filter.Search is not null, () => $"lower(dag_id) LIKE {Next()} ESCAPE '\\'");
        AddIf(filter.IdPatterns.Count > 0, () => Any(" OR ", filter.IdPatterns, () => $"lower(dag_id) LIKE {Next()} ESCAPE '\\'"));
        AddIf(filter.Tags.Count > 0, () => Any(filter.AllTags ? " AND " : " OR ", filter.Tags, () => $"lower(tags) LIKE {Next()} ESCAPE '\\'"));
        AddIf(filter.Owners.Count > 0, () => Any(" OR ", filter.Owners, () => $"owner = {Next()}"));
        AddIf(filter.IsPaused is not null, () => $"is_paused = {(filter.IsPaused == true ? 1 : 0)}");
        AddIf(filter.HasImportErrors is not null, () => filter.HasImportErrors == true ? HasImportError : $"NOT {HasImportError}");
        AddIf(filter.LastRunState is not null, () => $"{NewestState} = {Number((int)filter.LastRunState!)}");
        AddIf(filter.FavoriteOf is not null, () => IsFavorite(Next()));
        AddIf(filter.NoFavoriteOf is not null, () => $"NOT {IsFavorite(Next())}");
        count = parameter;
        return string.Join(" AND ", conditions);

        string Next() => "?" + Number(++parameter);

        void AddIf(bool wanted, Func<string> condition)
        {
            if (wanted)
            {
                conditions.Add(condition());
            }
        }
    }

    private static string Any(string word, IReadOnlyList<string> values, Func<string> condition) => $"({string.Join(word, values.Select(_ => condition()))})";

    private static string IsFavorite(string user) => $"EXISTS (SELECT 1 FROM dag_favorite f WHERE f.user_name = {user} AND f.dag_id = dag.dag_id)";

    private static string Like(string pattern) => $"%{pattern.ToLowerInvariant().Replace("\\", "\\\\", StringComparison.Ordinal)}%";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
