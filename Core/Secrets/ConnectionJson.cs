using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orrery.Core.Secrets;

/// <summary>Connections as JSON objects, by Airflow's rules and names.</summary>
public static class ConnectionJson
{
    private static readonly string[] Fields = ["conn_id", "conn_type", "description", "extra", "host", "login", "password", "port", "schema"];

    /// <summary>All fields but the id; it holds the password.</summary>
    public static JsonObject Write(Connection connection) => new()
    {
        ["conn_type"] = connection.ConnType,
        ["description"] = connection.Description,
        ["login"] = connection.Login,
        ["password"] = connection.Password,
        ["host"] = connection.Host,
        ["port"] = connection.Port,
        ["schema"] = connection.Schema,
        ["extra"] = connection.Extra,
    };

    /// <summary>Reads a connection: a URI as a text, or an object of fields, of which the extra may be an object itself.</summary>
    /// <param name="connectionId">Id of the connection.</param>
    /// <param name="node">The text or object.</param>
    /// <param name="problems">Everything that is wrong with its form; empty: nothing.</param>
    /// <returns>The connection; null when there are problems. Its fields are not checked: see <see cref="ConnectionRules"/>.</returns>
    public static Connection? Read(string connectionId, JsonNode? node, out IReadOnlyList<string> problems)
    {
        if (node is JsonValue text && text.TryGetValue(out string? uri))
        {
            return ReadText(connectionId, uri, out problems);
        }

        var wrong = new List<string>();
        problems = wrong;
        if (node is not JsonObject map)
        {
            wrong.Add("A connection is a URI, or an object with 'conn_type' and the other fields.");
            return null;
        }

        wrong.AddRange(map.Select(m => m.Key).Except(Fields, StringComparer.Ordinal).Select(k => $"There is no field '{ConnectionRules.Printable(k)}'; there are {string.Join(", ", Fields)}."));
        if (Text("conn_id") is { } other && other != connectionId)
        {
            wrong.Add($"Its 'conn_id' is '{ConnectionRules.Printable(other)}': the two names must be the same.");
        }

        var connection = new Connection
        {
            ConnectionId = connectionId,
            ConnType = Connection.NormalizeType(Text("conn_type") ?? ""),
            Description = Text("description"),
            Host = Text("host"),
            Login = Text("login"),
            Password = Text("password"),
            Schema = Text("schema"),
            Port = Port(),
            Extra = map["extra"] is JsonObject extra ? extra.ToJsonString() : Text("extra"),
        };
        if (connection.ConnType.Length == 0)
        {
            wrong.Add("It has no 'conn_type': say what kind of system it is, as in 'postgres' or 'http'.");
        }

        return wrong.Count == 0 ? connection : null;

        string? Text(string field)
        {
            if (map[field] is not { } value)
            {
                return null;
            }

            if (value.GetValueKind() == JsonValueKind.String)
            {
                return value.GetValue<string>() is { Length: > 0 } found ? found : null;
            }

            wrong.Add($"Its '{field}' must be a text.");
            return null;
        }

        int? Port()
        {
            if (map["port"] is not JsonValue value || (value.TryGetValue(out string? digits) && digits.Length == 0))
            {
                return null;
            }

            if (int.TryParse(value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var port))
            {
                return port == 0 ? null : port;
            }

            wrong.Add("Its 'port' must be a whole number.");
            return null;
        }
    }

    /// <summary>Reads the text of one connection, as an environment variable or a line holds it: a URI, or a JSON object.</summary>
    /// <inheritdoc cref="Read"/>
    public static Connection? ReadText(string connectionId, string text, out IReadOnlyList<string> problems)
    {
        if (text.AsSpan().TrimStart() is ['{', ..])
        {
            if (Redaction.TryParse(text) is { } node)
            {
                return Read(connectionId, node, out problems);
            }

            problems = ["It is no valid JSON object."];
            return null;
        }

        var connection = ConnectionUri.Parse(connectionId, text.Trim(), out var problem);
        problems = problem is null ? [] : [problem];
        return connection;
    }
}
