namespace Orrery.Client.Http.Wire;

/// <summary>Who asked for a run. Here it is one text, a kind and perhaps a name; in Airflow it is two fields, the first of a closed set.</summary>
internal static class TriggeredBy
{
    private static readonly string[] Kinds = ["cli", "operator", "rest_api", "ui", "test", "timetable", "asset", "backfill"];

    /// <summary>The two fields of a text.</summary>
    public static (string? Kind, string? Name) Split(string? text)
    {
        var parts = text?.Split(' ', 2);
        return parts is null ? (null, null)
            : Kinds.Contains(parts[0], StringComparer.Ordinal) ? (parts[0], parts.Length > 1 ? parts[1] : null)
            : (null, text);
    }

    /// <summary>The text of the two fields.</summary>
    public static string? Join(string? kind, string? name) => kind is null ? name : name is null ? kind : $"{kind} {name}";
}
