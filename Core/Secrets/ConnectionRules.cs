using System.Text.Json;

namespace Orrery.Core.Secrets;

/// <summary>What connections may be.</summary>
public static class ConnectionRules
{
    /// <summary>Longest id: 200 characters, as in Airflow.</summary>
    public const int MaxIdLength = 200;

    /// <summary>Longest of most fields: 500 characters.</summary>
    public const int MaxFieldLength = 500;

    /// <summary>Longest password: 5,000 characters.</summary>
    public const int MaxPasswordLength = 5_000;

    /// <summary>Longest description: 5,000 characters.</summary>
    public const int MaxDescriptionLength = 5_000;

    /// <summary>Longest extra: 65,536 characters.</summary>
    public const int MaxExtraLength = 65_536;

    private const string NoObject = """Must be a JSON object, as in {"sslmode": "require"}.""";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>What is wrong with an id; null when nothing is.</summary>
    public static string? IdProblem(string? id) =>
        string.IsNullOrEmpty(id) ? "Give the connection an id of letters, digits, '_', '-' or '.'."
        : id.Length > MaxIdLength ? $"The id has {id.Length} characters; at most {MaxIdLength} are allowed."
        : !id.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.') ? $"The id '{Printable(id)}' holds characters that are not allowed: use letters, digits, '_', '-' or '.'."
        : null;

    /// <summary>Everything that is wrong with a connection, each with its field.</summary>
    public static IEnumerable<(string Field, string Problem)> Problems(Connection connection)
    {
        if (IdProblem(connection.ConnectionId) is { } id)
        {
            yield return ("connection_id", id);
        }

        if (connection.ConnType.Length is 0 or > MaxFieldLength || !connection.ConnType.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '+'))
        {
            yield return ("conn_type", "Say what kind of system it is, as in 'postgres', 'http' or 'generic': letters, digits, '_', '-', '.' or '+'.");
        }

        (string, string?, int)[] texts =
        [
            ("host", connection.Host, MaxFieldLength), ("login", connection.Login, MaxFieldLength), ("schema", connection.Schema, MaxFieldLength),
            ("password", connection.Password, MaxPasswordLength), ("description", connection.Description, MaxDescriptionLength),
        ];
        foreach (var (field, value, max) in texts)
        {
            if (TextProblem(value, max) is { } problem)
            {
                yield return (field, problem);
            }
        }

        if (connection.Port is < 1 or > 65_535)
        {
            yield return ("port", $"The port must be 1 to 65535, was {connection.Port}.");
        }

        if (connection.Extra is { } extra && ExtraProblem(extra) is { } extraProblem)
        {
            yield return ("extra", extraProblem);
        }
    }

    internal static string? TextProblem(string? text, int max) =>
        text is null ? null
        : text.Length > max ? $"Must have at most {max} characters, has {text.Length}."
        : text.Contains('\0', StringComparison.Ordinal) ? "Holds a NUL character, which is not allowed."
        : null;

    private static string? ExtraProblem(string extra)
    {
        if (extra.Length > MaxExtraLength)
        {
            return $"Must have at most {MaxExtraLength} characters, has {extra.Length}.";
        }

        try
        {
            using var document = JsonDocument.Parse(extra, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? null : NoObject;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // Not the parser's message: it quotes the text.
            return NoObject;
        }
    }

    internal static string Printable(string text) =>
        string.Concat(text.Take(50).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '·' : c)) + (text.Length > 50 ? "…" : "");
}
