using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Dags;
using Orrery.Core.Tests.Cases;
using Orrery.Core.Validation;
using Xunit.Abstractions;

namespace Orrery.Core.Tests.Validation;

public sealed class ParamsSchemaCasesTests(ITestOutputHelper output)
{
    [Fact]
    public void Resolve_WhenGivenTheCases_AnswersAsExpected() => CaseRun.All("params_schema", output, Run);

    private static (string Expected, string Actual) Run(Case @case)
    {
        var dag = new DagDefinition
        {
            DagId = "d",
            Tasks = [],
            Params = @case.Body.GetProperty("params").EnumerateArray().ToDictionary(p => p.GetProperty("name").GetString()!, Param, StringComparer.Ordinal),
        };
        var result = Params.Resolve(dag, JsonObject.Create(@case.Body.GetProperty("conf")));
        return (Answer(Node(@case.Expect.GetProperty("values")), @case.Expect.GetProperty("refused").GetString()),
            Answer(result.Values, result.Errors.Count == 0 ? null : result.Errors[0].Name));
    }

    private static ParamDefinition Param(JsonElement param) => new()
    {
        HasDefault = param.GetProperty("has_default").GetBoolean(),
        Default = Node(param.GetProperty("default")),
        Schema = JsonObject.Create(param.GetProperty("schema")),
    };

    private static JsonNode? Node(JsonElement element) => JsonNode.Parse(element.GetRawText());

    private static string Answer(JsonNode? values, string? refused) => refused is null
        ? System.Text.Encoding.UTF8.GetString(global::Orrery.Core.Json.CanonicalJson.Canonicalize(values))
        : $"refused: {refused}";
}
