using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orrery.Core.Secrets;

/// <summary>What of a variable or connection is secret, to be hidden from logs: what goes by a name that promises it, as in Airflow.</summary>
public static class SecretValues
{
    /// <summary>The secrets of a variable: its value if its name promises one, with the texts in it if it is JSON; else those of names in it.</summary>
    public static IEnumerable<string> OfVariable(string key, string value)
    {
        var hides = SensitiveNames.Hides(key);
        var inside = Redaction.TryParse(value) is { } root ? Leaves(root, hides) : [];
        return hides ? inside.Prepend(value) : inside;
    }

    /// <summary>The secrets of a connection: its password, and those of names in its extra.</summary>
    public static IEnumerable<string> OfConnection(Connection connection)
    {
        var inside = connection.Extra is { } extra && Redaction.TryParse(extra) is { } root ? Leaves(root, isSecret: false) : [];
        return connection.Password is { } password ? inside.Prepend(password) : inside;
    }

    private static IEnumerable<string> Leaves(JsonNode? node, bool isSecret) => node switch
    {
        JsonObject map => map.SelectMany(m => Leaves(m.Value, isSecret || SensitiveNames.Hides(m.Key))),
        JsonArray list => list.SelectMany(i => Leaves(i, isSecret)),
        JsonValue value when isSecret && value.GetValueKind() == JsonValueKind.String => [value.GetValue<string>()],
        JsonValue value when isSecret && value.GetValueKind() == JsonValueKind.Number => [value.ToJsonString()],
        _ => [],
    };
}
