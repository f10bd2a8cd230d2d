using System.Text.Json.Nodes;
using Orrery.Core.Templating;

namespace Orrery.Core.Tests.Templating;

public sealed class TemplateErrorTests
{
    [Theory]
    [InlineData("{{", "not closed")]
    [InlineData("{{ }}", "an expression was expected")]
    [InlineData("a {# b", "add '#}'")]
    [InlineData("{{ 'abc }}", "the string is not closed")]
    [InlineData("{% foo %}", "no block 'foo'; did you mean 'for'")]
    [InlineData("{% include 'x' %}", "not supported")]
    [InlineData("{{ $ }}", "unexpected character '$'")]
    [InlineData("{{ a b }}", "'}}' was expected")]
    [InlineData("{{ (1 }}", "'(' is not closed before '}'")]
    [InlineData("{{ 1) }}", "closes nothing")]
    [InlineData("{% if true %}x", "add '{% endif %}'")]
    [InlineData("{% else %}", "outside")]
    [InlineData("{% endfor %}", "not open")]
    [InlineData("{% for i in [1] %}{% endif %}", "not open here")]
    [InlineData("{% set true = 2 %}", "cannot be a name")]
    [InlineData("{{ x is nosuch }}", "no test 'nosuch'")]
    [InlineData("{{ x | uper }}", "did you mean 'upper'")]
    [InlineData("{% raw %}x", "endraw")]
    [InlineData("{{ f(a=1, 2) }}", "without a name cannot follow")]
    [InlineData("{{ f(a=1, a=2) }}", "given twice")]
    [InlineData("{{ f(*a) }}", "unpacked")]
    [InlineData("{% macro m(a=1, b) %}{% endmacro %}", "needs a default")]
    [InlineData("{% for i in [1] recursive %}{% endfor %}", "recursive")]
    [InlineData("{{ 'a\\xZZ' }}", "hexadecimal")]
    public void Parse_WhenTheTextIsNoTemplate_SaysWhatIsWrong(string template, string reason)
    {
        var error = Should.Throw<TemplateError>(() => Template.Parse(template, "t"));

        error.Kind.ShouldBe(TemplateErrorKind.Syntax);
        error.Problem.ShouldContain(reason);
    }

    [Theory]
    [InlineData("{{ dz }}", "did you mean 'ds'")]
    [InlineData("{{ params.nam }}", "did you mean 'name'")]
    [InlineData("{{ params.rows[0].q }}", "params.rows[0] is a 'dict' and has no 'q'")]
    [InlineData("{{ params.list[9] }}", "has no '9'")]
    [InlineData("{{ execution_date }}", "logical_date")]
    [InlineData("{{ prev_ds }}", "macros.ds_add(ds, -1)")]
    [InlineData("{{ var.value.nope }}", "var.value.get('nope'")]
    [InlineData("{{ ti.xcom_pul('a') }}", "did you mean 'xcom_pull'")]
    [InlineData("{% if nope %}{% endif %}", "'nope' is undefined")]
    [InlineData("{{ nope or 1 }}", "'nope'")]
    [InlineData("{{ [nope] }}", "'nope'")]
    [InlineData("{{ [] | first }}", "empty")]
    [InlineData("{{ nope.x | default(1) }}", "'nope'")]
    [InlineData("{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}", "called without 'a'")]
    public void Render_WhenANameIsMissing_NamesItAndWhatIsNear(string template, string reason)
    {
        var error = Templates.Fail(template);

        error.Kind.ShouldBe(TemplateErrorKind.Undefined);
        error.Problem.ShouldContain(reason);
    }

    [Theory]
    [InlineData("{{ 'a' + 1 }}", "'~' joins")]
    [InlineData("{{ 1 % 0 }}", "division by zero")]
    [InlineData("{{ 1 < 'a' }}", "not supported between 'int' and 'str'")]
    [InlineData("{{ {[]: 1} }}", "cannot be a key")]
    [InlineData("{{ params.x() }}", "cannot be called")]
    [InlineData("{{ 'a'.__class__ }}", "not accessible")]
    [InlineData("{{ ''.join.__class__.__mro__ }}", "not accessible")]
    [InlineData("{{ 'a' | truncate(9, foo=2) }}", "no argument 'foo'")]
    [InlineData("{{ 'a'.upper(1) }}", "takes 0 arguments")]
    [InlineData("{% for i in 5 %}{% endfor %}", "'int'")]
    [InlineData("{% for a, b in [(1, 2, 3)] %}{% endfor %}", "3 values")]
    [InlineData("{% set x = {} %}{% set x.a = 1 %}", "namespace()")]
    [InlineData("{{ logical_date | tojson }}", "cannot be written as JSON")]
    [InlineData("{{ var.json.broken }}", "var.value.broken")]
    [InlineData("{{ '%d' % 'a' }}", "a number is needed")]
    [InlineData("{{ [1, 'a'] | sort }}", "not supported")]
    [InlineData("{{ [1] | map('nosuch') }}", "no filter 'nosuch'")]
    [InlineData("{{ [1] | select('evn') }}", "did you mean 'even'")]
    public void Render_WhenAnOperationFails_SaysWhatAndTheRemedy(string template, string reason)
    {
        var error = Templates.Fail(template);

        error.Kind.ShouldBe(TemplateErrorKind.Runtime);
        error.Problem.ShouldContain(reason);
    }

    [Fact]
    public void Render_WhenAVariableIsBroken_DoesNotQuoteIt() =>
        Templates.Fail("{{ var.json.broken.x }}").Message.ShouldNotContain("secret");

    [Fact]
    public void Render_WhenItFails_NamesTemplateLineAndColumn()
    {
        var template = Template.Parse("echo a\necho {{ ds }} {{ params.x + nope }}\n", "tasks.extract.bash");

        var error = Should.Throw<TemplateError>(() => template.Render(Templates.Context));

        (error.TemplateName, error.Line, error.Column).ShouldBe(("tasks.extract.bash", 2, 29));
        error.Message.ShouldStartWith("Template 'tasks.extract.bash', line 2, column 29: 'nope' is undefined");
    }

    [Fact]
    public void TryParse_WhenSeveralStringsAreWrong_FindsAllWithTheirPaths()
    {
        var document = JsonNode.Parse("""{"a": "{{ 1", "b": ["ok", {"c": "{% x %}"}]}""");

        TemplateTree.TryParse(document, "tasks.t", out var errors).ShouldBeNull();

        errors.Select(e => e.TemplateName).ShouldBe(["tasks.t.a", "tasks.t.b[1].c"]);
    }
}
