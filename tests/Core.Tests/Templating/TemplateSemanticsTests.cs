namespace Orrery.Core.Tests.Templating;

/// <summary>What expressions and blocks give. Every expectation was compared with Jinja 3.1 on CPython.</summary>
public sealed class TemplateSemanticsTests
{
    [Theory]
    [InlineData("{{ 2 ** 3 ** 2 }} {{ -2 ** 2 }}", "64 4")]
    [InlineData("{{ 7 % -3 }} {{ -7 % 3 }} {{ -7 // 2 }} {{ 7.5 // 2 }} {{ -7.5 % 2 }}", "-2 2 -4 3.0 0.5")]
    [InlineData("{{ 10 / 5 }} {{ 1 / 3 }}", "2.0 0.3333333333333333")]
    [InlineData("{{ 2 ** 100 }} {{ 2 ** -1 }} {{ 0 ** 0 }}", "1267650600228229401496703205376 0.5 1")]
    [InlineData("{{ 1_000 }} {{ 0x1f }} {{ 0o17 }} {{ 0b11 }} {{ 1e3 }}", "1000 31 15 3 1000.0")]
    [InlineData("{{ 1e16 }} {{ 1e15 }} {{ 1e-4 }} {{ 1e-5 }} {{ -0.0 }}", "1e+16 1000000000000000.0 0.0001 1e-05 -0.0")]
    [InlineData("{{ true + 1 }} {{ 1 == true }} {{ 1 == 1.0 }} {{ 'a' == 1 }}", "2 True True False")]
    [InlineData("{{ 'a' 'b' }} {{ 'a' ~ 1 ~ none }} {{ 2 * 'ab' }} {{ 'a' * -1 }}|", "ab a1None abab |")]
    [InlineData("{{ [1] + [2] }} {{ (1,) + (2,) }} {{ [1] * 2 }}", "[1, 2] (1, 2) [1, 1]")]
    [InlineData("{{ params.big + 1 }}", "12345678901234567891")]
    [InlineData("{{ 1 + 2 | string | int }}", "3")]
    public void Render_WhenGivenArithmetic_CountsAsPython(string template, string expected) => Templates.Render(template).ShouldBe(expected);

    [Theory]
    [InlineData("{{ 1 < 2 < 3 }} {{ 3 > 2 > 2 }}", "True False")]
    [InlineData("{{ 1 and 0 or 5 }} {{ '' or 'b' }} {{ not 5 is even }}", "5 b True")]
    [InlineData("{{ 1.0 in {1: 2} }} {{ 'b' in 'abc' }} {{ [1] in [[1]] }}", "True True True")]
    [InlineData("{{ 5 is even or true }} {{ 5 is not even }}", "True True")]
    [InlineData("{{ 4 is divisibleby 2 }} {{ 3 is gt 2 }} {{ 1 is in [1] }}", "True True True")]
    [InlineData("{{ params.nope is none }} {{ nope is not defined }} {{ params.x is defined }}", "False True True")]
    [InlineData("{{ 1 if true else 2 if false else 3 }} {{ 1 if false }}|", "1 |")]
    [InlineData("{{ 'a' < 'b' }} {{ [1, 2] < [1, 3] }} {{ (1, 'a') == (1, 'a') }}", "True True True")]
    public void Render_WhenGivenConditions_DecidesAsJinja(string template, string expected) => Templates.Render(template).ShouldBe(expected);

    [Theory]
    [InlineData("""{{ ['é\n\'', 'it"s', "q'"] }}""", """["é\n'", 'it"s', "q'"]""")]
    [InlineData("{{ {1: 2.0, none: [true], 'k': (1,)} }}", "{1: 2.0, None: [True], 'k': (1,)}")]
    [InlineData("{{ ['\\u200b\\xa0'] }}", @"['\u200b\xa0']")]
    [InlineData("{{ range(3) }} {{ {'a': 1}.items() }}", "range(0, 3) dict_items([('a', 1)])")]
    [InlineData("{{ params.uni | length }} {{ params.uni[1] }} {{ params.uni[:2][::-1] }}", "3 😀 😀é")]
    [InlineData("{{ [1, 2, 3][-10:2] }} {{ 'abc'[5:] }}|{{ (1, 2, 3)[1:] }} {{ [1, 2, 3, 4][::-2] }}", "[1, 2] |(2, 3) [4, 2]")]
    [InlineData("{{ params.list.0 }} {{ params.rows[1].b }} {{ params['rows'][-1]['b'] }}", "b Y z")]
    public void Render_WhenGivenCollections_PrintsAndIndexesAsPython(string template, string expected) =>
        Templates.Render(template).ShouldBe(expected);

    [Theory]
    [InlineData("{% for k, v in {'a': 1, 'b': 2}.items() %}{{ loop.index }}{{ k }}={{ v }}{{ ',' if not loop.last }}{% endfor %}", "1a=1,2b=2")]
    [InlineData("{% for i in [1, 2, 3] if i > 1 %}{{ loop.index }}{{ i }}{{ loop.length }} {% else %}none{% endfor %}", "122 232 ")]
    [InlineData("{% for i in [] %}x{% else %}none{% endfor %}", "none")]
    [InlineData("{% for i in 'ab' %}{{ loop.previtem | default('-') }}{{ loop.nextitem | default('-') }}{{ loop.cycle(0, 1) }}{{ loop.revindex0 }} {% endfor %}", "-b01 a-10 ")]
    [InlineData("{% for i in [1, 1, 2] %}{{ loop.changed(i) }} {% endfor %}", "True False True ")]
    [InlineData("{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{% endfor %}{{ x }}", "1")]
    [InlineData("{% set x = 1 %}{% if true %}{% set x = 2 %}{% endif %}{{ x }}", "2")]
    [InlineData("{% set ns = namespace(t=0) %}{% for i in params.nums %}{% set ns.t = ns.t + i %}{% endfor %}{{ ns.t }}", "6")]
    [InlineData("{% set l = [] %}{% for i in params.nums %}{% do l.append(i * 2) %}{% endfor %}{{ l }}", "[6, 2, 4]")]
    [InlineData("{% set x | upper %}a{{ 1 }}b{% endset %}{{ x }}", "A1B")]
    [InlineData("{% with a=1, b=2 %}{{ a + b }}{% endwith %}{{ a is defined }}", "3False")]
    [InlineData("{% macro m(a, b=2) %}{{ a }}-{{ b }} {% endmacro %}{{ m(1) }}{{ m(1, 3) }}{{ m(b=5, a=4) }}", "1-2 1-3 4-5 ")]
    [InlineData("{% macro m() %}[{{ caller(1) }}]{% endmacro %}{% call(n) m() %}x{{ n }}{% endcall %}", "[x1]")]
    [InlineData("{% filter replace('a', 'b') | upper %}aac{% endfilter %}", "BBC")]
    [InlineData("{% set j = joiner('|') %}{% for i in 'abc' %}{{ j() }}{{ i }}{% endfor %}", "a|b|c")]
    public void Render_WhenGivenBlocks_RunsThemAsJinja(string template, string expected) => Templates.Render(template).ShouldBe(expected);

    [Theory]
    [InlineData("a  {{- 1 -}}  b", "a1b")]
    [InlineData("a  {%- if true -%}  x  {%- endif -%}  b", "axb")]
    [InlineData("a {#- c -#} b", "ab")]
    [InlineData("a {# {{ nope }} #} b", "a  b")]
    [InlineData("{% raw %}{{ x }}{% endraw %}", "{{ x }}")]
    [InlineData("a {%- raw -%}  {{ x }}  {%- endraw -%}  b", "a{{ x }}b")]
    [InlineData("{{ '}}' }}{{ \"%}\" }}{{ {'a': {'b': 1}}.a }}", "}}%}{'b': 1}")]
    [InlineData("a\r\nb\rc{{ 1 }}\n", "a\nb\nc1")]
    [InlineData("text only\r\n\n", "text only\n")]
    [InlineData("{{-1}}", "1")]
    public void Render_WhenGivenWhiteSpaceAndComments_CutsAsJinja(string template, string expected) =>
        Templates.Render(template).ShouldBe(expected);

    [Theory]
    [InlineData("{{ 'hello-world (x) o\\'neil' | title }} {{ 'o\\'neil'.title() }}", "Hello-World (X) O'neil O'Neil")]
    [InlineData("{{ 'foo bar baz qux' | truncate(9) }}|{{ 'foo bar baz qux' | truncate(9, True) }}|{{ 'foo bar baz qux' | truncate(11) }}", "foo...|foo ba...|foo bar baz qux")]
    [InlineData("{{ 'a\\n\\nb' | indent(2, first=true) }}", "  a\n\n  b")]
    [InlineData("{{ ['b', 'A', 'c'] | sort }} {{ ['b', 'A'] | sort(case_sensitive=true) }}", "['A', 'b', 'c'] ['A', 'b']")]
    [InlineData("{{ params.rows | sort(attribute='a,b') | map(attribute='b') | join }}", "xzY")]
    [InlineData("{% for a, rows in params.rows | groupby('a') %}{{ a }}{{ rows | map(attribute='b') | join }} {% endfor %}", "1xz 2Y ")]
    [InlineData("{{ params.rows | selectattr('a', 'gt', 1) | map(attribute='b') | list }} {{ [1, 2] | reject('odd') | list }}", "['Y'] [2]")]
    [InlineData("{{ [1, 2, 3] | batch(2, 'x') | list }} {{ [1, 2, 3] | slice(2) | list }}", "[[1, 2], [3, 'x']] [[1, 2], [3]]")]
    [InlineData("{{ {'b': 1, 'a': 2} | dictsort }} {{ params.rows | sum(attribute='a') }}", "[('a', 2), ('b', 1)] 4")]
    [InlineData("{{ 2.5 | round }} {{ 2.675 | round(2) }} {{ 2.1 | round(0, 'ceil') }} {{ 1250 | round(-2) }}", "2.0 2.67 3.0 1200")]
    [InlineData("{{ '42.9' | int }} {{ 'zz' | int(7) }} {{ '0x1A' | int(0, 16) }} {{ '1.5' | float }}", "42 7 26 1.5")]
    [InlineData("{{ 123456789 | filesizeformat }} {{ 1024 | filesizeformat(true) }} {{ 1 | filesizeformat }}", "123.5 MB 1.0 KiB 1 Byte")]
    [InlineData("{{ 'a b/ç?' | urlencode }} {{ {'a b': 'c d'} | urlencode }}", "a%20b/%C3%A7%3F a+b=c+d")]
    [InlineData("{{ {'b': [1, none], 'a': 'é<'} | tojson }}", """{"a": "\u00e9\u003c", "b": [1, null]}""")]
    [InlineData("{{ [1, {}] | tojson(indent=1) }}", "[\n 1,\n {}\n]")]
    [InlineData("{{ params.none | default('x') }} {{ params.none | default('x', true) }} {{ nope | d('y') }}", "None x y")]
    public void Render_WhenGivenFilters_GivesWhatJinjaGives(string template, string expected) => Templates.Render(template).ShouldBe(expected);

    [Theory]
    [InlineData("{{ 'a,b,,c'.split(',') }} {{ ' a  b c '.split(None, 1) }} {{ ' a b  c '.rsplit(None, 1) }}", "['a', 'b', '', 'c'] ['a', 'b c '] [' a b', 'c']")]
    [InlineData("{{ 'aXbX'.rpartition('X') }} {{ 'abc'.replace('', '-') }} {{ 'aaa'.replace('a', 'b', 2) }}", "('aXb', 'X', '') -a-b-c- bba")]
    [InlineData("{{ '-5'.zfill(4) }} {{ 'abc'.center(6, '*') }} {{ 'ab'.center(5, '*') }}", "-005 *abc** **ab*")]
    [InlineData("{{ '%s-%03d-%5.2f|%-5s|%x|%+d|%%' % ('a', 5, 2.345, 'l', 255, 3) }}", "a-005- 2.35|l    |ff|+3|%")]
    [InlineData("{{ '%(a)s' % {'a': 2} }} {{ '%e %g %g' % (12345.678, 1e10, 0.0001) }}", "2 1.234568e+04 1e+10 0.0001")]
    [InlineData("{{ '{}-{x:>5}|{:05d}|{:.2f}|{:,}'.format(1, 2, 0.125, 1234567, x=3) }}", "1-    3|00002|0.12|1,234,567")]
    [InlineData("{{ '{:^5}|{!r}|{{}}'.format('ab', 'c') }}", " ab  |'c'|{}")]
    [InlineData("{{ 'abcabc'.find('b', 2) }} {{ 'ab'.startswith(('x', 'a')) }} {{ 'a\\r\\nb'.splitlines() }}", "4 True ['a', 'b']")]
    public void Render_WhenGivenStringMethods_GivesWhatPythonGives(string template, string expected) =>
        Templates.Render(template).ShouldBe(expected);

    [Fact]
    public void Render_WhenATemplateChangesAListOfItsParams_LeavesTheContextAlone()
    {
        const string Template = "{% do params.list.append('z') %}{{ params.list | length }}";

        Templates.Render(Template).ShouldBe("4");
        Templates.Render(Template).ShouldBe("4");
    }
}
