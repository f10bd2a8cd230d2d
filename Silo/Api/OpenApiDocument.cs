using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Orrery.Client.Http.Wire;

namespace Orrery.Silo.Api;

/// <summary>The OpenAPI 3.1 document of everything under <c>/api/v2</c>, made of the endpoints as they are mapped and of the types they answer with.</summary>
/// <param name="endpoints">All endpoints of the server.</param>
internal sealed partial class OpenApiDocument(EndpointDataSource endpoints)
{
    private const string Prefix = "/api/v2/";

    /// <summary>Names of parts of paths where they are not those of the code in snake_case.</summary>
    private static readonly Dictionary<string, string> PathNames = new(StringComparer.Ordinal)
    {
        ["runId"] = "dag_run_id",
        ["key"] = "xcom_key",
        ["number"] = "version_number",
        ["id"] = "backfill_id",
        ["aliasId"] = "asset_alias_id",
    };

    /// <summary>Parts of paths after which calls are grouped, the later the better.</summary>
    private static readonly string[] Groups = ["dagRuns", "taskInstances", "hitlDetails", "xcomEntries", "logs", "rollout", "dagVersions", "queuedEvents", "tasks"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    private readonly Lazy<byte[]> _bytes = new(() => Encoding.UTF8.GetBytes(Build(endpoints.Endpoints).ToJsonString(Indented) + "\n"));

    /// <summary>The document as UTF-8.</summary>
    public byte[] Bytes => _bytes.Value;

    private static JsonObject Build(IEnumerable<Endpoint> endpoints)
    {
        var schemas = new SchemaBook();
        var paths = new SortedDictionary<string, SortedDictionary<string, JsonObject>>(StringComparer.Ordinal);
        foreach (var endpoint in endpoints.OfType<RouteEndpoint>())
        {
            var raw = endpoint.RoutePattern.RawText ?? "";
            if (!raw.StartsWith(Prefix, StringComparison.Ordinal) || endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>()?.ExcludeFromDescription == true)
            {
                continue;
            }

            var path = PathParameter().Replace(raw.TrimEnd('/'), match => $"{{{NameOf(match.Groups[1].Value)}}}");
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
            {
                if (!paths.TryGetValue(path, out var operations))
                {
                    paths[path] = operations = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
                }

                operations[method.ToLowerInvariant()] = Operation(endpoint, method, path, schemas);
            }
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Orrery",
                ["version"] = "2",
                ["description"] = "Orrery's REST API, in the shape of Airflow's stable API. Lists: total_entries is exact up to 10,000; above, and where counting would cost, it is one more than "
                    + "what was skipped and shown while there is more. next_cursor costs the same on every page, offset does not. Filters that no index serves look at 20,000 runs or "
                    + "task instances at most: a page may then be short, and its cursor goes on. Errors are problem details (RFC 9457) whose errors name the field.",
            },
            ["paths"] = new JsonObject(paths.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)new JsonObject(p.Value.Select(o => KeyValuePair.Create(o.Key, (JsonNode?)o.Value)))))),
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.ToJson(),
                ["securitySchemes"] = new JsonObject { ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" } },
            },
            ["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }),
        };
    }

    private static JsonObject Operation(RouteEndpoint endpoint, string method, string path, SchemaBook schemas)
    {
        var call = endpoint.Metadata.GetMetadata<ApiCall>() ?? new ApiCall();
        var operation = new JsonObject
        {
            ["tags"] = new JsonArray(TagOf(path)),
            ["operationId"] = $"{method.ToLowerInvariant()}_{NotWord().Replace(path[Prefix.Length..], "_").Trim('_')}",
        };
        if (call.Summary.Length > 0)
        {
            operation["summary"] = call.Summary;
        }

        var parameters = endpoint.RoutePattern.Parameters.Select(InPath).Concat(call.Query.Select(InQuery)).ToArray();
        if (parameters.Length > 0)
        {
            operation["parameters"] = new JsonArray([.. parameters]);
        }

        if (call.Body.Length > 0)
        {
            operation["requestBody"] = new JsonObject { ["required"] = call.Body.Any(f => f.EndsWith('!')), ["content"] = Content("application/json", FieldSpec.Object(call.Body)) };
        }

        operation["responses"] = Responses(call, method, schemas);
        return operation;
    }

    private static JsonObject Responses(ApiCall call, string method, SchemaBook schemas)
    {
        var content = new JsonObject();
        if (call.Answer is { } answer)
        {
            content["application/json"] = new JsonObject { ["schema"] = schemas.Reference(answer) };
        }

        foreach (var form in call.OtherForms)
        {
            content[form] = new JsonObject { ["schema"] = new JsonObject { ["type"] = form == "application/json" ? "object" : "string" } };
        }

        var done = new JsonObject { ["description"] = call.Status == StatusCodes.Status204NoContent ? "Done." : "The answer." };
        if (content.Count > 0)
        {
            done["content"] = content;
        }

        var responses = new JsonObject { [call.Status.ToString(CultureInfo.InvariantCulture)] = done };
        (int Status, string Text)[] problems =
        [
            (401, "Who asks is not known."), (403, "Who asks may not."), (404, "What the path names does not exist."),
            .. HttpMethods.IsGet(method) ? [] : new[] { (409, "It cannot be done as things are.") },
            (422, "Something in the request is not valid; errors name the field."),
        ];
        foreach (var (status, text) in problems)
        {
            responses[status.ToString(CultureInfo.InvariantCulture)] = new JsonObject
            {
                ["description"] = text,
                ["content"] = Content("application/problem+json", schemas.Reference(OrreryJson.Wire.ProblemWire)),
            };
        }

        return responses;
    }

    private static JsonObject Content(string form, JsonNode schema) => new() { [form] = new JsonObject { ["schema"] = schema } };

    private static JsonNode InPath(RoutePatternParameterPart part) => new JsonObject
    {
        ["name"] = NameOf(part.Name),
        ["in"] = "path",
        ["required"] = true,
        ["schema"] = new JsonObject { ["type"] = part.ParameterPolicies.Any(p => p.Content is "int" or "long") ? "integer" : "string" },
    };

    private static JsonNode InQuery(string text)
    {
        var field = FieldSpec.Parse(text is "limit" or "offset" ? text + ":integer" : text);
        return new JsonObject { ["name"] = field.Name, ["in"] = "query", ["required"] = field.IsRequired, ["schema"] = field.Schema() };
    }

    private static string NameOf(string part) => PathNames.GetValueOrDefault(part) ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(part);

    private static string TagOf(string path)
    {
        var segments = path[Prefix.Length..].Split('/').ToImmutableArray();
        return Groups.LastOrDefault(segments.Contains) ?? segments[0];
    }

    [GeneratedRegex(@"\{\*{0,2}(\w+)(?::[^}]*)?\}")]
    private static partial Regex PathParameter();

    [GeneratedRegex(@"\W+")]
    private static partial Regex NotWord();
}
