using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Secrets;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Rendering;

/// <summary>The name <c>conn</c>: <c>conn.warehouse.host</c>, with Airflow's names of fields.</summary>
internal static class ConnectionNames
{
    /// <summary>The value of <c>conn</c>.</summary>
    public static TemplateValue Of(TemplateContext context)
    {
        // The same object, however often a loop asks for it.
        var known = new Dictionary<string, TemplateValue?>(StringComparer.Ordinal);
        return new LookupValue(
            "conn",
            id => Find(id) ?? new UndefinedValue(() => $"the connection '{id}' does not exist; create it, or give a default: conn.get('{id}', …)"),
            new FunctionValue("get", (_, arguments) =>
            {
                var id = arguments.Text("conn_id");
                var otherwise = arguments.Take("default_conn") ?? arguments.Take("default") ?? NoneValue.Instance;
                return Find(id) ?? otherwise;
            }));

        TemplateValue? Find(string id) => known.TryGetValue(id, out var value)
            ? value
            : known[id] = context.Connections(id) is { } connection ? ValueOf(connection) : null;
    }

    private static ObjectValue ValueOf(Connection connection) => new("connection", new Dictionary<string, Func<RenderSession, TemplateValue>>(StringComparer.Ordinal)
    {
        ["conn_id"] = _ => new StringValue(connection.ConnectionId),
        ["conn_type"] = _ => new StringValue(connection.ConnType),
        ["description"] = _ => Text(connection.Description),
        ["host"] = _ => Text(connection.Host),
        ["login"] = _ => Text(connection.Login),
        ["password"] = _ => Text(connection.Password),
        ["schema"] = _ => Text(connection.Schema),
        ["port"] = _ => connection.Port is { } port ? IntValue.Of(port) : NoneValue.Instance,
        ["extra"] = _ => Text(connection.Extra),
        ["extra_dejson"] = _ => TemplateValue.FromJson(Parse(connection.Extra)),
        ["get_uri"] = _ => new FunctionValue("get_uri", (session, _) => session.Text(ConnectionUri.Write(connection))),
    }.ToFrozenDictionary(StringComparer.Ordinal));

    private static TemplateValue Text(string? text) => text is null ? NoneValue.Instance : new StringValue(text);

    private static JsonObject Parse(string? extra)
    {
        try
        {
            return extra is not null && JsonNode.Parse(extra) is JsonObject map ? map : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
