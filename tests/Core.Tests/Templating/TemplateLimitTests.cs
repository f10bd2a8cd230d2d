using Orrery.Core.Templating;

namespace Orrery.Core.Tests.Templating;

/// <summary>No template, however hostile, takes much time, memory or stack.</summary>
public sealed class TemplateLimitTests
{
    [Theory]
    [InlineData("{{ 'x' * 10000000000 }}", "limit of 1048576 characters")]
    [InlineData("{{ [0] * 100000000 }}", "steps")]
    [InlineData("{{ range(2000000000) }}", "steps")]
    [InlineData("{{ 9 ** 9 ** 9 ** 9 ** 9 }}", "bits")]
    [InlineData("{{ 2 ** 100000 }}", "bits")]
    [InlineData("{{ '%1000000000d' % 1 }}", "limit of")]
    [InlineData("{{ '{:>1000000000}'.format(1) }}", "limit of")]
    [InlineData("{{ 'x'.center(1000000000) }}", "limit of")]
    [InlineData("{{ 'a' | indent(2000000000, true) }}", "limit of")]
    [InlineData("{{ [1] | tojson(indent=2000000000) }}", "limit of")]
    [InlineData("{% set s = 'x' * 1000000 %}{{ s.replace('x', s) }}", "limit of")]
    [InlineData("{% set s = 'x' * 1000000 %}{{ s.join(['a'] * 100) }}", "limit of")]
    [InlineData("{% set s = 'x' * 1000000 %}{{ s ~ s }}", "limit of")]
    [InlineData("{% set s = 'a' * 1000000 %}{{ s.find('a' * 500000 ~ 'b') }}", "steps")]
    [InlineData("{% for i in range(1000) %}{% for j in range(1000) %}{% endfor %}{% endfor %}", "iterations")]
    [InlineData("{% for i in range(90000) %}{{ 'x' * 100 }}{% endfor %}", "limit of")]
    [InlineData("{% set l = range(90000) | list %}{% for i in l %}{% if i in l %}{% endif %}{% endfor %}", "steps")]
    [InlineData("{% set l = [] %}{% for i in range(90000) %}{% do l.append('x' * 1000000) %}{% endfor %}", "steps")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "nested deeper")]
    [InlineData("{% set l = [] %}{% do l.append(l) %}{{ l }}", "contains itself")]
    [InlineData("{% set l = [] %}{% do l.append(l) %}{{ l | tojson }}", "contains itself")]
    [InlineData("{% set l = [] %}{% do l.append(l) %}{% set m = [] %}{% do m.append(m) %}{{ l == m }}", "contains itself")]
    [InlineData("{% set ns = namespace(a=[1], b=[1]) %}{% for i in range(60) %}{% set ns.a = [ns.a, ns.a] %}{% set ns.b = [ns.b, ns.b] %}{% endfor %}{{ ns.a == ns.b }}", "steps")]
    [InlineData("{% set ns = namespace(a=(1,)) %}{% for i in range(60) %}{% set ns.a = (ns.a, ns.a) %}{% endfor %}{{ {ns.a: 1} }}", "steps")]
    [InlineData("{% set ns = namespace(a=[1]) %}{% for i in range(60) %}{% set ns.a = [ns.a, ns.a] %}{% endfor %}{{ ns.a | tojson }}", "limit of")]
    [InlineData("{% set s = 'a' * 1000000 %}{{ ('b' * 900000).strip(s ~ 'b') }}", "steps")]
    [InlineData("{% set s = 'a' * 1000000 %}{% for i in range(90000) %}{% if {s: 1}[s] %}{% endif %}{% endfor %}", "steps")]
    [InlineData("{{ '%.101f' % 1.5 }}", "precision")]
    [InlineData("{% set s = '9' * 1200 %}{% for i in range(90000) %}{% set x = s | int %}{% endfor %}", "steps")]
    public void Render_WhenATemplateWouldTakeTooMuch_StopsAndNamesTheLimit(string template, string limit)
    {
        var error = Templates.Fail(template);

        error.Kind.ShouldBe(TemplateErrorKind.Runtime);
        error.Problem.ShouldContain(limit);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("not ", "")]
    [InlineData("-", "")]
    [InlineData("1 if 0 else ", "")]
    public void Parse_WhenAnExpressionIsNestedTooDeep_RefusesInsteadOfOverflowingTheStack(string open, string close)
    {
        string template = $"{{{{ {string.Concat(Enumerable.Repeat(open, 20_000))}1{string.Concat(Enumerable.Repeat(close, 20_000))} }}}}";

        Should.Throw<TemplateError>(() => Template.Parse(template, "t")).Kind.ShouldBe(TemplateErrorKind.Syntax);
    }

    [Theory]
    [InlineData(" + 1")]
    [InlineData(" or 0")]
    [InlineData(" | abs")]
    [InlineData(".real")]
    [InlineData(" if 1")]
    public void Render_WhenAChainIsVeryLong_RefusesInsteadOfOverflowingTheStack(string link) =>
        Templates.Fail($"{{{{ 0{string.Concat(Enumerable.Repeat(link, 20_000))} }}}}").Problem.ShouldContain("nested deeper");

    [Fact]
    public void Parse_WhenBlocksAreNestedTooDeep_Refuses()
    {
        string template = string.Concat(Enumerable.Repeat("{% if 1 %}", 1_000)) + string.Concat(Enumerable.Repeat("{% endif %}", 1_000));

        Should.Throw<TemplateError>(() => Template.Parse(template, "t")).Problem.ShouldContain("nested deeper");
    }

    [Fact]
    public void ToJson_WhenSharedPartsMakeAValueHuge_Refuses()
    {
        // Each link of the chain puts a list of two of the former into the next.
        string chain = string.Concat(Enumerable.Range(0, 30).Select(i => $"params.update(x{i + 1}=[params.x{i}, params.x{i}]) or "));
        string template = $"{{{{ params.update(x0=1) or {chain}params.x30 }}}}";

        var value = Template.Parse(template, "t").Evaluate(Templates.Context);

        Should.Throw<NotSupportedException>(() => value.ToJson()).Message.ShouldContain("parts");
    }

    [Fact]
    public void Render_WhenLimitsAreSet_ObeysThem()
    {
        var context = Templates.Context with { Limits = new TemplateLimits { MaxOutputLength = 10, MaxIterations = 3 } };

        Templates.Render("{{ 'x' * 10 }}", context).Length.ShouldBe(10);
        Templates.Fail("{{ 'x' * 10 }}y", context).Problem.ShouldContain("limit of 10");
        Templates.Render("{% for i in range(3) %}{{ i }}{% endfor %}", context).ShouldBe("012");
        Templates.Fail("{% for i in range(4) %}{{ i }}{% endfor %}", context).Problem.ShouldContain("more than 3 iterations");
    }

    [Fact]
    public void Render_WhenATemplateIsLongButPlain_DoesNotCountItAgainstTheLimits()
    {
        string text = new('x', 2 << 20);

        Templates.Render(text).ShouldBe(text);
    }
}
