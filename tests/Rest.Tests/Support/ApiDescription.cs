using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Orrery.Rest.Tests.Support;

/// <summary>The operations of an OpenAPI document.</summary>
internal sealed partial class ApiDescription
{
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];

    private readonly JsonShapes _shapes;

    public ApiDescription(JsonObject document)
    {
        _shapes = new JsonShapes(document);
        Operations = (from path in document["paths"]!.AsObject()
                      from operation in path.Value!.AsObject()
                      where Methods.Contains(operation.Key, StringComparer.Ordinal) && path.Key.StartsWith("/api/v2/", StringComparison.Ordinal)
                      select (Key: KeyOf(operation.Key, path.Key), Operation: operation.Value!.AsObject()))
            .ToDictionary(o => o.Key, o => o.Operation, StringComparer.Ordinal);
    }

    /// <summary>The operations by method and path, in which parameters have no names: <c>GET dags/{}</c>.</summary>
    public IReadOnlyDictionary<string, JsonObject> Operations { get; }

    /// <summary>What names an operation whatever its parameters are called.</summary>
    public static string KeyOf(string method, string path) =>
        $"{method.ToUpperInvariant()} {Parameter().Replace(path["/api/v2/".Length..], "{}")}";

    /// <summary>What is wrong with an answer of an operation; empty: nothing; null: the document does not say what it answers in this form.</summary>
    public IReadOnlyList<string>? Problems(string operation, int status, string? mediaType, string body)
    {
        var responses = Operations[operation]["responses"]!.AsObject();
        if (responses[$"{status}"] is not { } response)
        {
            return [$"The status {status} is none of {string.Join(", ", responses.Select(r => r.Key))}."];
        }

        if (response["content"]?[mediaType ?? ""]?["schema"] is not { } schema || mediaType is not ("application/json" or "application/problem+json"))
        {
            return null;
        }

        return _shapes.Problems(schema, JsonNode.Parse(body));
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
