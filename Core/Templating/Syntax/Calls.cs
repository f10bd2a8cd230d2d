using Orrery.Core.Templating.Library;
using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Syntax;

/// <summary>The arguments as written.</summary>
internal sealed class ArgumentList(IReadOnlyList<Expression> positional, IReadOnlyList<(string Name, Expression Value)> named)
{
    public static readonly ArgumentList None = new([], []);

    public IReadOnlyList<Expression> Positional => positional;

    public IReadOnlyList<(string Name, Expression Value)> Named => named;

    public CallArguments Evaluate(RenderSession session) => new(
        [.. positional.Select(a => a.Evaluate(session))],
        named.Count == 0 ? null : named.ToDictionary(a => a.Name, a => a.Value.Evaluate(session), StringComparer.Ordinal));

    /// <summary>The expression given for a parameter, by place or by name, or null.</summary>
    public Expression? Find(int place, string name) =>
        place < positional.Count ? positional[place] : named.FirstOrDefault(n => n.Name == name).Value;
}

internal sealed class CallExpression(Position position, Expression callee, ArgumentList arguments) : Expression(position)
{
    public Expression Callee => callee;

    public ArgumentList Arguments => arguments;

    protected override TemplateValue Compute(RenderSession session) =>
        session.Call(callee.EvaluateDefined(session), arguments.Evaluate(session));

    public override string Describe() => $"{callee.Describe()}(…)";
}

/// <summary><c>value | filter(…)</c>; the filter was found when the template was parsed.</summary>
internal sealed class FilterExpression(Position position, Expression value, string name, FilterBody filter, ArgumentList arguments)
    : Expression(position)
{
    protected override TemplateValue Compute(RenderSession session)
    {
        var given = name is "default" or "d" ? value.Evaluate(session) : value.EvaluateDefined(session);
        var taken = arguments.Evaluate(session);
        var result = filter(session, given, taken);
        taken.RequireAllTaken($"the filter '{name}'");
        return result;
    }
}

/// <summary><c>value is test(…)</c>.</summary>
internal sealed class TestExpression(Position position, Expression value, string name, TestBody test, ArgumentList arguments) : Expression(position)
{
    protected override TemplateValue Compute(RenderSession session)
    {
        var given = Tests.AcceptsUndefined(name) ? value.Evaluate(session) : value.EvaluateDefined(session);
        var taken = arguments.Evaluate(session);
        bool result = test(session, given, taken);
        taken.RequireAllTaken($"the test '{name}'");
        return BoolValue.Of(result);
    }
}
