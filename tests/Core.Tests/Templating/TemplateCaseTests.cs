using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Templating;
using Orrery.Core.Tests.Cases;
using Xunit.Abstractions;

namespace Orrery.Core.Tests.Templating;

/// <summary>The shared cases of template.json: every one must hold.</summary>
public sealed class TemplateCaseTests(ITestOutputHelper output)
{
    [Fact]
    public void Cases_WhenRendered_GiveTheValueOrTheKindOfFailure() =>
        CaseRun.All("template", output, @case =>
        {
            var body = @case.Body;
            var context = JsonNode.Parse(@case.File.GetProperty("context").GetRawText())!.AsObject();
            var expected = JsonNode.Parse(body.GetProperty("expect").GetRawText());
            var actual = Outcome(JsonNode.Parse(body.GetProperty("template").GetRawText()), Changed(context, body.GetProperty("context_changes")));
            return JsonNode.DeepEquals(actual, expected) ? ("holds", "holds") : (expected?.ToJsonString() ?? "null", actual.ToJsonString());
        });

    private static JsonObject Outcome(JsonNode? template, JsonObject facts)
    {
        try
        {
            return new JsonObject { ["value"] = TemplateTree.Parse(template, "case").Render(Context(facts)), ["error"] = null };
        }
        catch (TemplateError e)
        {
            return new JsonObject { ["value"] = null, ["error"] = e.Kind.ToString().ToLowerInvariant() };
        }
    }

    private static JsonObject Changed(JsonObject context, JsonElement changes)
    {
        var changed = context.DeepClone().AsObject();
        foreach (var change in changes.EnumerateObject())
        {
            changed[change.Name] = JsonNode.Parse(change.Value.GetRawText());
        }
        return changed;
    }

    private static TemplateContext Context(JsonObject facts)
    {
        var xcoms = new XComTable();
        foreach (var xcom in facts["xcom"]!.AsArray())
        {
            xcoms.Add(new XComKey(xcom!["task"]!.GetValue<string>(), null, xcom["key"]!.GetValue<string>()), xcom["value"]);
        }
        return new TemplateContext
        {
            DagId = facts["dag_id"]!.GetValue<string>(),
            TaskId = facts["task_id"]!.GetValue<string>(),
            RunId = facts["run_id"]!.GetValue<string>(),
            TryNumber = facts["try_number"]!.GetValue<int>(),
            LogicalDate = Moment(facts["logical_date"]),
            DataIntervalStart = Moment(facts["interval_start"]),
            DataIntervalEnd = Moment(facts["interval_end"]),
            Params = facts["params"]!.AsObject(),
            Conf = new JsonObject { ["k"] = 1 },
            Variables = key => facts["variables"]![key]?.GetValue<string>(),
            XComs = xcoms,
        };
    }

    private static DateTimeOffset? Moment(JsonNode? node) =>
        node is null ? null : DateTimeOffset.Parse(node.GetValue<string>(), CultureInfo.InvariantCulture);
}
