using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Orrery.Core.Secrets;

/// <summary>Files of connections, as Airflow imports and exports them: an id with a URI, or with an object of fields.</summary>
public static class ConnectionFile
{
    /// <summary>Reads a file; null when something is wrong.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="format">Its form.</param>
    /// <param name="problems">Everything that is wrong.</param>
    public static ImmutableArray<Connection>? Read(string text, SecretFileFormat format, out ImmutableArray<string> problems)
    {
        var wrong = new List<string>();
        var connections = ImmutableArray.CreateBuilder<Connection>();
        foreach (var (id, node) in SecretFile.Read(text, format, wrong))
        {
            // A line of a file of lines holds a URI, or the object as JSON.
            var connection = node is JsonValue value && value.TryGetValue(out string? line)
                ? ConnectionJson.ReadText(id, line, out var unreadable)
                : ConnectionJson.Read(id, node, out unreadable);
            var invalid = connection is null ? [] : ConnectionRules.Problems(connection).Select(p => $"{p.Field}: {p.Problem}");
            wrong.AddRange(unreadable.Concat(invalid).Select(p => $"Connection '{ConnectionRules.Printable(id)}': {p}"));
            if (connection is not null)
            {
                connections.Add(connection);
            }
        }

        problems = [.. wrong];
        return wrong.Count == 0 ? connections.ToImmutable() : null;
    }

    /// <summary>Writes a file, in which the passwords are in clear; null when it cannot be written in this form.</summary>
    /// <param name="connections">The connections.</param>
    /// <param name="format">The form; lines hold URIs.</param>
    /// <param name="problems">Everything that is wrong.</param>
    public static string? Write(IEnumerable<Connection> connections, SecretFileFormat format, out ImmutableArray<string> problems)
    {
        var wrong = new List<string>();
        var nodes = connections.Select(c => KeyValuePair.Create(
            c.ConnectionId, format == SecretFileFormat.Env ? JsonValue.Create(ConnectionUri.Write(c)) : (JsonNode?)ConnectionJson.Write(c)));
        var text = SecretFile.Write(new JsonObject(nodes), format, wrong);
        problems = [.. wrong];
        return wrong.Count == 0 ? text : null;
    }
}
