using Orrery.Core.Templating;

namespace Orrery.Core.Tests.Templating;

public sealed class TemplateReferenceTests
{
    [Theory]
    [InlineData("{{ params.x }}", "Name params, Param x")]
    [InlineData("{{ params['x'] | default(1) }}", "Name params, Param x?")]
    [InlineData("{{ params.get('x') }}", "Name params, Param x?")]
    [InlineData("{% if params.x is defined %}{% endif %}", "Name params, Param x?")]
    [InlineData("{{ var.value.a }}{{ var.json.b.c }}{{ var.value.get('d') }}", "Name var, Variable a, Name var, Variable b, Name var, Variable d?")]
    [InlineData("{{ ti.xcom_pull('a') }}", "Name ti, XComTask a")]
    [InlineData("{{ task_instance.xcom_pull(task_ids=['a', 'b'], key='k') }}", "Name task_instance, XComTask a, XComTask b")]
    [InlineData("{{ ti.xcom_pull(params.x) }}", "Name ti, Name params, Param x")]
    [InlineData("{% for row in params.rows %}{{ row.x }}{{ loop.index }}{% endfor %}", "Name params, Param rows")]
    [InlineData("{% set params = {'y': 1} %}{{ params.y }}", "")]
    [InlineData("{% raw %}{{ params.x }}{% endraw %}{# {{ ds }} #}", "")]
    [InlineData("{{ nope | default('') }}", "Name nope?")]
    [InlineData("plain params.x", "")]
    public void References_WhenNamesAreLiteral_ListsThem(string template, string expected) =>
        string.Join(", ", Template.Parse(template, "t").References.Items.Select(r => $"{r.Kind} {r.Name}{(r.Optional ? "?" : "")}")).ShouldBe(expected);

    [Fact]
    public void References_WhenFound_HaveTheirPlace()
    {
        var reference = Template.Parse("a\n {{ ds }}", "t").References.Items.ShouldHaveSingleItem();

        (reference.Line, reference.Column).ShouldBe((2, 5));
    }

    [Fact]
    public void References_WhenXComsAreLiteral_GivesTheirKeysOnce() =>
        Template.Parse("{{ ti.xcom_pull('a') }}{{ ti.xcom_pull(task_ids='a') }}{{ ti.xcom_pull('b', key='k') }}{{ ti.xcom_pull('c', map_indexes=1) }}", "t")
            .References.XComs.ShouldBe([new XComKey("a", null, "return_value"), new XComKey("b", null, "k")]);
}
