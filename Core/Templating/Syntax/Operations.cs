using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Syntax;

internal sealed class ArithmeticExpression(Position position, string symbol, Expression left, Expression right) : Expression(position)
{
    protected override TemplateValue Compute(RenderSession session) =>
        Operators.Apply(session, symbol, left.EvaluateDefined(session), right.EvaluateDefined(session));
}

internal sealed class SignExpression(Position position, bool negative, Expression operand) : Expression(position)
{
    protected override TemplateValue Compute(RenderSession session)
    {
        var value = operand.EvaluateDefined(session);
        // Plus leaves a number as it is and refuses what minus refuses.
        var negated = Operators.Negate(value);
        return negative ? negated : Operators.Negate(negated);
    }
}

/// <summary><c>a ~ b ~ c</c>: joined as text.</summary>
internal sealed class ConcatExpression(Position position, IReadOnlyList<Expression> parts) : Expression(position)
{
    protected override TemplateValue Compute(RenderSession session) =>
        session.Text([.. parts.Select(p => session.Str(p.EvaluateDefined(session)))]);
}

internal sealed class NotExpression(Position position, Expression operand) : Expression(position)
{
    protected override TemplateValue Compute(RenderSession session) => BoolValue.Of(!operand.IsTrue(session));
}

/// <summary><c>and</c> / <c>or</c>: gives one of the operands, as Python does.</summary>
internal sealed class LogicalExpression(Position position, bool isAnd, Expression left, Expression right) : Expression(position)
{
    protected override TemplateValue Compute(RenderSession session)
    {
        var first = left.EvaluateDefined(session);
        return first.IsTruthy == isAnd ? right.Evaluate(session) : first;
    }
}

/// <summary><c>a if condition else b</c>.</summary>
internal sealed class ConditionalExpression(Position position, Expression condition, Expression then, Expression? otherwise) : Expression(position)
{
    protected override TemplateValue Compute(RenderSession session) => condition.IsTrue(session)
        ? then.Evaluate(session)
        : otherwise?.Evaluate(session) ?? UndefinedValue.NoElse();
}

/// <summary><c>a &lt; b &lt;= c</c>: each neighbouring pair must hold.</summary>
internal sealed class ComparisonExpression(Position position, Expression first, IReadOnlyList<(string Symbol, Expression Operand)> rest)
    : Expression(position)
{
    protected override TemplateValue Compute(RenderSession session)
    {
        var left = first.EvaluateDefined(session);
        foreach (var (symbol, operand) in rest)
        {
            var right = operand.EvaluateDefined(session);
            if (!Comparisons.Holds(session, symbol, left, right))
            {
                return BoolValue.False;
            }
            left = right;
        }
        return BoolValue.True;
    }
}

/// <summary>The comparison operators, which tests such as <c>is ge(3)</c> share.</summary>
internal static class Comparisons
{
    public static bool Holds(RenderSession session, string symbol, TemplateValue left, TemplateValue right)
    {
        return symbol switch
        {
            "==" => PythonEquality.AreEqual(session, left, right),
            "!=" => !PythonEquality.AreEqual(session, left, right),
            "in" => Contains(session, right, left),
            "not in" => !Contains(session, right, left),
            // Not-a-number is neither less nor greater than anything.
            _ when left is FloatValue { Value: double.NaN } || right is FloatValue { Value: double.NaN } => false,
            "<" => PythonEquality.Compare(session, left, right, symbol) < 0,
            "<=" => PythonEquality.Compare(session, left, right, symbol) <= 0,
            ">" => PythonEquality.Compare(session, left, right, symbol) > 0,
            _ => PythonEquality.Compare(session, left, right, symbol) >= 0,
        };
    }

    public static bool Contains(RenderSession session, TemplateValue container, TemplateValue item)
    {
        switch (container)
        {
            case StringValue text when item is StringValue part:
                session.ChargeSearch(text.Value, part.Value);
                return text.Value.Contains(part.Value, StringComparison.Ordinal);
            case StringValue:
                throw TemplateFault.Runtime($"'in' on a string needs a string, not '{item.TypeName}'");
            case DictValue dict:
                return dict.Items.ContainsKey(session.ChargeKey(item));
            default:
                return session.Iterate(container).Any(candidate => PythonEquality.AreEqual(session, candidate, item));
        }
    }
}
