using System.Text.Json.Nodes;
using Orrery.Core.Templating;

namespace Orrery.Core.Tests.Templating;

public sealed class TemplateXComTests
{
    private readonly XComTable _xcoms = new() { IsLazy = true };

    public TemplateXComTests()
    {
        _xcoms.Add(new XComKey("extract", null, "return_value"), 42);
        _xcoms.Add(new XComKey("extract", 1, "return_value"), "mapped");
        _xcoms.Add(new XComKey("extract", null, "path"), "/tmp/x");
        _xcoms.Add(new XComKey("names", null, "return_value"), new JsonArray("extract", "gone"));
        _xcoms.Add(new XComKey("load", null, "return_value"), "own");
    }

    private TemplateContext Context => Templates.Context with { XComs = _xcoms };

    [Fact]
    public void Render_WhenAnXComIsNotLoaded_AsksForAllThatTheTemplateNames()
    {
        var template = Template.Parse("{{ ti.xcom_pull('extract') }}{{ ti.xcom_pull(task_ids=['a', 'b'], key='k') }}{% if 0 %}{{ ti.xcom_pull(params.name) }}{% endif %}", "t");

        Should.Throw<XComsNeededException>(() => template.Render(Context)).Keys.ShouldBe(
            [new("extract", null, "return_value"), new("a", null, "k"), new("b", null, "k")]);
    }

    [Fact]
    public async Task RenderAsync_WhenPullsAreLiteral_LoadsOnceForTheWholeTree()
    {
        var tree = TemplateTree.Parse(JsonNode.Parse("""["{{ ti.xcom_pull('extract') }}-{{ ti.xcom_pull('extract', key='path') }}", "{{ ti.xcom_pull('none') }}"]"""), "t");

        var rendered = await TemplateRendering.RenderAsync(tree, Context, _xcoms.LoadAsync);

        rendered!.ToJsonString().ShouldBe("""["42-/tmp/x","None"]""");
        _xcoms.Loads.ShouldHaveSingleItem().Count.ShouldBe(3);
    }

    [Fact]
    public async Task RenderAsync_WhenAPullDependsOnAPull_LoadsStepByStep()
    {
        var template = Template.Parse("{% set l = [] %}{% for t in ti.xcom_pull('names') %}{% do l.append(ti.xcom_pull(t)) %}{% endfor %}{{ l }}", "t");

        (await TemplateRendering.RenderAsync(template, Context, _xcoms.LoadAsync)).ShouldBe("[42, None]");
        _xcoms.Loads.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("{{ ti.xcom_pull('extract', map_indexes=1) }}", "mapped")]
    [InlineData("{{ ti.xcom_pull('extract', map_indexes=[1, 2]) }}", "['mapped', None]")]
    [InlineData("{{ ti.xcom_pull() }}", "own")]
    [InlineData("{{ ti.xcom_pull(task_ids='gone', default='d') }}", "d")]
    [InlineData("{{ task_instance.xcom_pull('extract', dag_id='sales') + 1 }}", "43")]
    public async Task RenderAsync_WhenArgumentsAreGiven_PullsWhatTheySay(string template, string expected) =>
        (await TemplateRendering.RenderAsync(Template.Parse(template, "t"), Context, _xcoms.LoadAsync)).ShouldBe(expected);

    [Fact]
    public async Task EvaluateAsync_WhenLoaded_KeepsTheType() =>
        (await TemplateRendering.EvaluateAsync(Template.Parse("{{ ti.xcom_pull('extract') > 41 }}", "t"), Context, _xcoms.LoadAsync)).IsTruthy.ShouldBeTrue();

    [Fact]
    public async Task RenderAsync_WhenLoadingLoadsNothing_FailsInsteadOfLooping()
    {
        var template = Template.Parse("{{ ti.xcom_pull('extract') }}", "t");

        var error = await Should.ThrowAsync<InvalidOperationException>(() => TemplateRendering.RenderAsync(template, Context, (_, _) => Task.CompletedTask));

        error.Message.ShouldContain("extract");
    }

    [Fact]
    public async Task RenderAsync_WhenEveryLoadLeadsToAnother_StopsAtTheBound()
    {
        for (int i = 0; i <= TemplateRendering.MaxLoads; i++)
        {
            _xcoms.Add(new XComKey($"t{i}", null, "return_value"), $"t{i + 1}");
        }
        var template = Template.Parse("{% set ns = namespace(t='t0') %}{% for i in range(99) %}{% set ns.t = ti.xcom_pull(ns.t) %}{% endfor %}", "t");

        await Should.ThrowAsync<InvalidOperationException>(() => TemplateRendering.RenderAsync(template, Context, _xcoms.LoadAsync));

        _xcoms.Loads.Count.ShouldBe(TemplateRendering.MaxLoads);
    }

    [Theory]
    [InlineData("{{ ti.xcom_pull('a', dag_id='other') }}", "same DAG")]
    [InlineData("{{ ti.xcom_pull('a', include_prior_dates=true) }}", "same run")]
    [InlineData("{{ ti.xcom_pull(5) }}", "'int'")]
    [InlineData("{{ ti.xcom_pull(task_id='a') }}", "no argument 'task_id'")]
    public void Render_WhenAPullIsNotSupported_SaysWhatIs(string template, string reason) =>
        Templates.Fail(template).Problem.ShouldContain(reason);
}
