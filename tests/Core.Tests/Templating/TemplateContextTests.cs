using System.Text.Json.Nodes;
using Orrery.Core.Templating;

namespace Orrery.Core.Tests.Templating;

public sealed class TemplateContextTests
{
    private static TemplateContext WithoutDate => Templates.Context with { LogicalDate = null, DataIntervalStart = null, DataIntervalEnd = null };

    [Theory]
    [InlineData("ds")]
    [InlineData("ds_nodash")]
    [InlineData("ts")]
    [InlineData("ts_nodash")]
    [InlineData("ts_nodash_with_tz")]
    [InlineData("logical_date")]
    [InlineData("data_interval_start")]
    [InlineData("data_interval_end")]
    public void Render_WhenTheRunHasNoLogicalDate_SaysWhyAndWhatToUse(string name)
    {
        var error = Templates.Fail($"{{{{ {name} }}}}", WithoutDate);

        error.Kind.ShouldBe(TemplateErrorKind.Undefined);
        error.Problem.ShouldContain("no logical date");
        error.Problem.ShouldContain("dag_run.run_after");
        Templates.Render($"{{{{ {name} | default('-') }}}}", WithoutDate).ShouldBe("-");
    }

    [Fact]
    public void Render_WhenTheRunHasNoLogicalDate_StillHasTheRest() => Templates.Render(
        "{{ dag_run.run_after | ds }} {{ dag_run.logical_date }} {{ task_instance_key_str }}", WithoutDate)
        .ShouldBe("2024-02-29 None sales__load__scheduled__2024-02-29T12:34:56+00:00");

    [Theory]
    [InlineData("{{ dag.dag_id }} {{ task.task_id }} {{ ti.run_id }} {{ ti.map_index }} {{ task_instance.try_number }}", "sales load scheduled__2024-02-29T12:34:56+00:00 -1 2")]
    [InlineData("{{ dag_run.run_type }} {{ dag_run.run_id }} {{ dag_run.conf }}", "scheduled scheduled__2024-02-29T12:34:56+00:00 {}")]
    [InlineData("{{ var.value.bucket }} {{ var.json.cfg.region }} {{ var.value.get('q', 'z') }} {{ var.value.get('q') }}", "s3://lake eu z None")]
    [InlineData("{{ var.value.nope | default('d') }} {{ params.get('nope', 7) }}", "d 7")]
    [InlineData("{{ macros.json.dumps({'b': 1, 'a': none}) }} {{ macros.json.loads('[1]')[0] }}", """{"b": 1, "a": null} 1""")]
    [InlineData("{{ task_instance_key_str }}", "sales__load__20240229")]
    public void Render_WhenFactsAreAskedFor_GivesThem(string template, string expected) => Templates.Render(template).ShouldBe(expected);

    [Fact]
    public void Render_WhenExtraNamesAreGiven_TheyWin()
    {
        var context = Templates.Context with { Extra = new Dictionary<string, JsonNode?> { ["ds"] = "mine", ["conn"] = new JsonObject { ["db"] = new JsonObject { ["host"] = "h" } } } };

        Templates.Render("{{ ds }} {{ conn.db.host }}", context).ShouldBe("mine h");
    }

    [Theory]
    [InlineData("{{ params.list }}", """["b","a","c"]""")]
    [InlineData("{{ params.x > 3 }}", "true")]
    [InlineData(" {{ params.x }}\n", "5")]
    [InlineData("{{ params.none }}", "null")]
    [InlineData("{{ 1 if false }}", "null")]
    [InlineData("{{ {'a': (1, 2.5)} }}", """{"a":[1,2.5]}""")]
    [InlineData("{{ logical_date }}", "\"2024-02-29T12:34:56+00:00\"")]
    [InlineData("a{{ params.x }}", "\"a5\"")]
    [InlineData("plain", "\"plain\"")]
    public void Evaluate_WhenTheTemplateIsOneExpression_KeepsTheType(string template, string json) =>
        (Template.Parse(template, "t").Evaluate(Templates.Context).ToJson()?.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? "null")
            .ShouldBe(json);

    [Theory]
    [InlineData("{{ 0 }}", false)]
    [InlineData("{{ '' }}", false)]
    [InlineData("{{ [] }}", false)]
    [InlineData("{{ {} }}", false)]
    [InlineData("{{ none }}", false)]
    [InlineData("{{ macros.timedelta(0) }}", false)]
    [InlineData("{{ '0' }}", true)]
    [InlineData("{{ [0] }}", true)]
    [InlineData("{{ 0.5 }}", true)]
    public void IsTruthy_WhenGivenAnyValue_IsPythonsTruth(string template, bool expected) =>
        Template.Parse(template, "t").Evaluate(Templates.Context).IsTruthy.ShouldBe(expected);

    [Fact]
    public void Evaluate_WhenTheExpressionIsUndefined_Fails() =>
        Should.Throw<TemplateError>(() => Template.Parse("{{ nope }}", "t").Evaluate(Templates.Context)).Kind.ShouldBe(TemplateErrorKind.Undefined);

    [Fact]
    public void ToJson_WhenAValueHasNoJsonForm_SaysSo() =>
        Should.Throw<NotSupportedException>(() => Template.Parse("{{ ti }}", "t").Evaluate(Templates.Context).ToJson()).Message.ShouldContain("'ti'");

    [Fact]
    public void Render_WhenGivenAJsonValue_RendersItsStringsAndNothingElse()
    {
        var document = JsonNode.Parse("""{"{{ ds }}": ["{{ params.x }}", 1, null, true, {"k": "a {{ ds }}"}], "p": "plain\n"}""");

        TemplateTree.Parse(document, "t").Render(Templates.Context)!.ToJsonString()
            .ShouldBe("""{"{{ ds }}":["5",1,null,true,{"k":"a 2024-02-29"}],"p":"plain"}""");
    }

    [Fact]
    public void Render_WhenKeysHoldDots_KeepsTheirValuesApart() =>
        TemplateTree.Parse(JsonNode.Parse("""{"a.b": "{{ 1 }}", "a": {"b": "{{ 2 }}"}}"""), "t").Render(Templates.Context)!.ToJsonString()
            .ShouldBe("""{"a.b":"1","a":{"b":"2"}}""");

    [Fact]
    public void ToString_WhenAListContainsItself_GivesItsType() =>
        Template.Parse("{{ params.list.append(params.list) or params.list }}", "t").Evaluate(Templates.Context).ToString().ShouldBe("<list>");

    [Fact]
    public void Render_WhenOneTemplateIsRenderedByManyAtOnce_GivesEachItsOwn()
    {
        var template = Template.Parse("{% set l = [] %}{% for i in range(50) %}{% do l.append(i) %}{% endfor %}{{ run_id }}:{{ l | sum }}", "t");

        string[] results = [.. Enumerable.Range(0, 64).AsParallel().AsOrdered().Select(i => template.Render(Templates.Context with { RunId = $"r{i}" }))];

        results.ShouldBe(Enumerable.Range(0, 64).Select(i => $"r{i}:1225"));
    }
}
