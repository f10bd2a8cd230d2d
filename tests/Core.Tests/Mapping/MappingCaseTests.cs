using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Dags;
using Orrery.Core.Mapping;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Core.Templating;
using Orrery.Core.Tests.Cases;
using Orrery.Core.Tests.Runs;
using Xunit.Abstractions;

namespace Orrery.Core.Tests.Mapping;

public sealed class MappingCaseTests(ITestOutputHelper output)
{
    private static readonly TemplateContext Context = new() { DagId = "d", TaskId = "t", RunId = "r" };

    [Fact]
    public void Mapping_ForEveryCase_GivesItsAnswer() => CaseRun.All("mapping", output, c =>
        (Text(JsonNode.Parse(c.Expect.GetRawText())), Text(Answer(c.Body.GetProperty("kind").GetString()!, c.Body))));

    private static JsonObject Answer(string kind, JsonElement c) => kind switch
    {
        "product" => Product(c),
        "argument_sets" => new JsonObject { ["count"] = Known(new ExpandDefinition.ArgumentSets(new ExpandInput.Literal(Sets(c.GetProperty("length").GetInt32())))).Count },
        "zip" => Rows(new ExpandInput.Zip(Letters(c), c.Find("filler") is not null, Node(c.Find("filler")))),
        "concat" => Rows(new ExpandInput.Concat(Letters(c))),
        "map" => Mapped(c),
        "value" => Value(c),
        "table_pairs" => new JsonObject { ["items"] = new JsonArray([.. ExpandItems.Of(Node(c.GetProperty("value")))!.Select(i => i?.DeepClone())]) },
        "push_limit" => new JsonObject { ["pushing_task"] = PushedList.Problem(Numbers(c.GetProperty("length").GetInt32()), "m", c.GetProperty("limit").GetInt32()) is null ? "success" : "failed" },
        "upstream_mapped" => UpstreamMapped(c),
        "expansion" => Expansion(c),
        "re_expand" => ReExpand(c),
        "relevant_index" => RelevantIndex(c),
        _ => throw new InvalidDataException($"No such kind: {kind}."),
    };

    private static JsonObject Product(JsonElement c)
    {
        var inputs = c.GetProperty("inputs").EnumerateArray().ToList();
        var values = Known(new ExpandDefinition.Arguments([.. inputs.Select(i => new ExpandArgument(i.GetProperty("name").GetString()!, new ExpandInput.Literal([.. Numbers(i.GetProperty("length").GetInt32())])))]));
        return new JsonObject
        {
            ["count"] = values.Count,
            ["order"] = c.GetProperty("expect").Find("order") is null ? null : new JsonArray([.. Enumerable.Range(0, (int)values.Count).Select(values.At)]),
        };
    }

    private static JsonObject Rows(ExpandInput input)
    {
        var values = Known(new ExpandDefinition.Arguments([new ExpandArgument("x", input)]));
        return new JsonObject { ["count"] = values.Count, ["rows"] = new JsonArray([.. Enumerable.Range(0, (int)values.Count).Select(i => values.At(i)["x"]?.DeepClone())]) };
    }

    private static JsonObject Mapped(JsonElement c)
    {
        var skipIf = $"{{{{ item in {c.GetProperty("dropped").GetRawText()} }}}}";
        var input = new ExpandInput.Map(new ExpandInput.Literal([.. Numbers(c.GetProperty("length").GetInt32())]), "{{ item + 1 }}", skipIf);
        var values = Known(new ExpandDefinition.Arguments([new ExpandArgument("x", input)]));
        return new JsonObject { ["count"] = values.Count, ["skipped_indexes"] = new JsonArray([.. values.Skipped.Select(i => JsonValue.Create(i))]) };
    }

    private static JsonObject Value(JsonElement c)
    {
        var items = ExpandItems.Of(Node(c.GetProperty("value")));
        return new JsonObject { ["mappable"] = items is not null, ["length"] = items?.Count };
    }

    private static JsonObject UpstreamMapped(JsonElement c)
    {
        var instances = c.GetProperty("instances").EnumerateArray().ToList();
        var run = new RunBench(
            RunBench.Bash("p") with { Expand = MappingBench.OverItems(instances.Count) },
            RunBench.Bash("c", "p") with { Expand = MappingBench.OverXComOf("p"), TriggerRule = TriggerRule.AllDone });
        var state = RunState.Restore(run.State.Plan, "r", new RunChange(DagRunState.Running, run.Now, run.Now, null, null, 0), Enumerable.Range(0, run.State.Count)
            .Select(i => run.State.Snapshot(i) is { Task: 0 } p ? p with { Slot = new TaskSlot { State = CaseDag.State(instances[p.MapIndex].GetProperty("state").GetString()), TryNumber = 1 } } : run.State.Snapshot(i)));
        var isDue = RunMachine.Recover(state, run.Now).OfType<RunEffect.Expand>().Any();
        var pushed = new JsonArray([.. instances.Where(i => i.GetProperty("value").GetBoolean()).Select(_ => JsonValue.Create(1))]);
        return new JsonObject
        {
            ["length"] = isDue ? new Expander("c", Context, _ => pushed).Expand(MappingBench.OverXComOf("p")).ShouldBeOfType<ExpandOutcome.Known>().Values.Count : null,
            ["waiting"] = !isDue,
        };
    }

    private static JsonObject Expansion(JsonElement c)
    {
        var run = new RunBench(RunBench.Bash("p"), RunBench.Bash("c", "p") with { Expand = MappingBench.OverXComOf("p"), TriggerRule = CaseDag.Rule(c.GetProperty("rule").GetString()!) });
        run.Start();
        var length = c.Find("length")?.GetInt32();
        var decision = c.GetProperty("parent_state").GetString() switch
        {
            "success" => run.Report("p"),
            "failed" => run.Report("p", RunBench.Failure()),
            "skipped" => run.Report("p", new TaskOutcome.Skip()),
            _ => Decision.Ignore(IgnoreReason.NothingDue),
        };
        if (decision.Effects.OfType<RunEffect.Expand>().Any())
        {
            var outcome = new Expander("c", Context, _ => length is { } n ? Numbers(n) : null).Expand(MappingBench.OverXComOf("p"));
            run.Expand(decision, ExpansionResult.Of(outcome));
        }

        var isExpanded = run.State.MapIndexOf(1) >= 0;
        return new JsonObject
        {
            ["placeholder"] = isExpanded ? null : run.Slot("c").State.WireName(),
            ["instances"] = isExpanded ? run.State.InstanceCount(1) : 0,
        };
    }

    private static JsonObject ReExpand(JsonElement c)
    {
        var before = c.GetProperty("before").EnumerateArray().ToList();
        var run = new RunBench(RunBench.Bash("p"), RunBench.Bash("other"), RunBench.Bash("c", "p", "other") with { Expand = MappingBench.OverXComOf("p"), TriggerRule = TriggerRule.OneSuccess });
        run.Start();
        run.Expand(run.Report("p"), before.Count);
        run.Clear("p");
        run.Send(new RunEvent.Cleared([.. before.Select(b => run.Instance("c", b.GetProperty("index").GetInt32()))]));
        foreach (var b in before)
        {
            run.State[run.Instance("c", b.GetProperty("index").GetInt32())].State.ShouldBe(CaseDag.State(b.GetProperty("state").GetString()));
        }

        // What is expanded is ready at once, which is what became of 'none'.
        run.Expand(run.Report("p"), c.GetProperty("length").GetInt32());
        var states = run.States("c").Split(' ').Select((s, i) => KeyValuePair.Create(i.ToString(System.Globalization.CultureInfo.InvariantCulture), (JsonNode?)(s == "queued" ? "none" : s)));
        return new JsonObject { ["states"] = new JsonObject(states) };
    }

    private static JsonObject RelevantIndex(JsonElement c)
    {
        var own = c.GetProperty("own_index").GetInt32();
        c.GetProperty("own_total").GetInt32().ShouldBe(c.GetProperty("ancestor_total").GetInt32(), "a mapped group holds no further mapped task");
        var run = new RunBench(new DagDefinition
        {
            DagId = "d",
            TaskGroups = [new TaskGroupDefinition { GroupId = "g", Expand = MappingBench.OverItems(c.GetProperty("own_total").GetInt32()) }],
            Tasks = [RunBench.Bash("g.a") with { Group = "g" }, RunBench.Bash("g.b", "g.a") with { Group = "g" }],
        });
        run.Start();
        var indexes = new JsonArray();
        for (var index = 0; index < c.GetProperty("ancestor_total").GetInt32(); index++)
        {
            var waiting = run.State[run.Instance("g.b", own)].State == TaskInstanceState.None;
            run.Report("g.a", index);
            if (waiting && run.State[run.Instance("g.b", own)].State != TaskInstanceState.None)
            {
                indexes.Add(index);
            }
        }

        return new JsonObject { ["indexes"] = indexes };
    }

    private static ExpandedValues Known(ExpandDefinition definition) =>
        new Expander("t", Context, _ => null).Expand(definition).ShouldBeOfType<ExpandOutcome.Known>().Values;

    private static List<ExpandInput> Letters(JsonElement c) =>
        [.. c.GetProperty("lengths").EnumerateArray().Select((l, i) => new ExpandInput.Literal([.. Enumerable.Range(0, l.GetInt32()).Select(JsonNode? (j) => $"{(char)('a' + i)}{j}")]))];

    private static List<JsonNode?> Sets(int count) => [.. Enumerable.Range(0, count).Select(JsonNode? (i) => new JsonObject { ["x"] = i })];

    private static JsonArray Numbers(int count) => new([.. Enumerable.Range(0, count).Select(i => JsonValue.Create(i))]);

    private static JsonNode? Node(JsonElement? value) => value is { } v ? JsonNode.Parse(v.GetRawText()) : null;

    /// <summary>The members in the order of their names, so that two answers with the same members are the same text.</summary>
    private static string Text(JsonNode? value) => value switch
    {
        JsonObject map => $"{{{string.Join(", ", map.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}: {Text(m.Value)}"))}}}",
        JsonArray list => $"[{string.Join(", ", list.Select(Text))}]",
        null => "null",
        _ => value.ToJsonString(),
    };
}
