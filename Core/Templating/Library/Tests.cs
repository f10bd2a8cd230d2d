using System.Collections.Frozen;
using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Syntax;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>Jinja's tests: what may follow <c>is</c>.</summary>
internal static class Tests
{
    private static readonly FrozenDictionary<string, TestBody> All = new Dictionary<string, TestBody>(StringComparer.Ordinal)
    {
        ["defined"] = (_, v, _) => v is not UndefinedValue,
        ["undefined"] = (_, v, _) => v is UndefinedValue,
        ["none"] = (_, v, _) => v is NoneValue,
        ["boolean"] = (_, v, _) => v is BoolValue,
        ["true"] = (_, v, _) => v is BoolValue { Value: true },
        ["false"] = (_, v, _) => v is BoolValue { Value: false },
        ["integer"] = (_, v, _) => v is IntValue,
        ["float"] = (_, v, _) => v is FloatValue,
        ["number"] = (_, v, _) => Numbers.IsNumber(v),
        ["string"] = (_, v, _) => v is StringValue,
        ["mapping"] = (_, v, _) => v is DictValue,
        ["sequence"] = (_, v, _) => v is StringValue or ListValue or TupleValue or DictValue,
        ["iterable"] = (_, v, _) => v.Iterate() is not null,
        ["callable"] = (_, v, _) => v is FunctionValue or ObjectValue { Call: not null },
        ["sameas"] = (s, v, a) => IsSame(s, v, a.Require("other")),
        ["odd"] = (s, v, _) => Remainder(s, v, 2) is var rest && Numbers.AreEqual(rest, IntValue.Of(1)),
        ["even"] = (s, v, _) => !Remainder(s, v, 2).IsTruthy,
        ["divisibleby"] = (s, v, a) => !Operators.Apply(s, "%", v, a.Require("num")).IsTruthy,
        ["lower"] = (s, v, _) => TextCase.IsAll(s.Str(v), char.IsLower),
        ["upper"] = (s, v, _) => TextCase.IsAll(s.Str(v), char.IsUpper),
        ["in"] = (s, v, a) => Comparisons.Contains(s, a.Require("seq"), v),
        ["filter"] = (s, v, _) => Filters.Find(s.Str(v)) is not null,
        ["test"] = (s, v, _) => Find(s.Str(v)) is not null,
        ["eq"] = Compare("=="),
        ["equalto"] = Compare("=="),
        ["=="] = Compare("=="),
        ["ne"] = Compare("!="),
        ["!="] = Compare("!="),
        ["lt"] = Compare("<"),
        ["lessthan"] = Compare("<"),
        ["<"] = Compare("<"),
        ["le"] = Compare("<="),
        ["<="] = Compare("<="),
        ["gt"] = Compare(">"),
        ["greaterthan"] = Compare(">"),
        [">"] = Compare(">"),
        ["ge"] = Compare(">="),
        [">="] = Compare(">="),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Names => All.Keys;

    /// <summary>Whether the test only asks for the kind of a value, which an undefined one answers with no instead of failing.</summary>
    public static bool AcceptsUndefined(string name) => name is
        "defined" or "undefined" or "none" or "boolean" or "true" or "false" or "integer" or "float" or "number" or "string" or "mapping" or "sameas";

    public static TestBody? Find(string name) => All.GetValueOrDefault(name);

    private static TemplateValue Remainder(RenderSession session, TemplateValue value, int divisor) => Numbers.IsNumber(value)
        ? Operators.Apply(session, "%", value, IntValue.Of(divisor))
        : throw TemplateFault.Runtime($"a number is needed here, not '{value.TypeName}'");

    private static TestBody Compare(string symbol) => (session, value, arguments) =>
        Comparisons.Holds(session, symbol, value, arguments.Require("other"));

    // Python keeps one object of each small integer and of each literal string; identity of those is equality here.
    private static bool IsSame(RenderSession session, TemplateValue a, TemplateValue b) => ReferenceEquals(a, b)
        || (a.GetType() == b.GetType() && a is StringValue or IntValue && PythonEquality.AreEqual(session, a, b));
}
