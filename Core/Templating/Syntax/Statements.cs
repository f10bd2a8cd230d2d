using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Syntax;

internal sealed class TextStatement(Position position, string text) : Statement(position)
{
    public string Text => text;

    protected override void Run(RenderSession session) => session.Output.Append(text);
}

/// <summary><c>{{ value }}</c>.</summary>
internal sealed class PrintStatement(Position position, Expression value) : Statement(position)
{
    public Expression Value => value;

    protected override void Run(RenderSession session)
    {
        var printed = value.EvaluateDefined(session);
        session.Output.Append(session.Str(printed));
    }
}

internal sealed class IfStatement(
    Position position, IReadOnlyList<(Expression Condition, IReadOnlyList<Statement> Body)> branches, IReadOnlyList<Statement> otherwise)
    : Statement(position)
{
    protected override void Run(RenderSession session)
    {
        foreach (var (condition, body) in branches)
        {
            if (condition.IsTrue(session))
            {
                ExecuteAll(body, session);
                return;
            }
        }
        ExecuteAll(otherwise, session);
    }
}

/// <summary><c>{% set target = value %}</c>.</summary>
internal sealed class SetStatement(Position position, AssignmentTarget target, Expression value) : Statement(position)
{
    protected override void Run(RenderSession session) => target.Assign(session, value.EvaluateDefined(session));
}

/// <summary><c>{% set name %}…{% endset %}</c>: the text of the body, filtered if filters were given.</summary>
internal sealed class SetBlockStatement(
    Position position, AssignmentTarget target, IReadOnlyList<Statement> body, Func<Expression, Expression> filters)
    : Statement(position)
{
    protected override void Run(RenderSession session)
    {
        string text = "";
        session.InScope(new Scope(session.Scope), () => text = session.Capture(() => ExecuteAll(body, session)));
        target.Assign(session, filters(new ConstantExpression(Position, new StringValue(text))).EvaluateDefined(session));
    }
}

/// <summary><c>{% filter upper %}…{% endfilter %}</c>.</summary>
internal sealed class FilterStatement(Position position, IReadOnlyList<Statement> body, Func<Expression, Expression> filters) : Statement(position)
{
    protected override void Run(RenderSession session)
    {
        string text = "";
        session.InScope(new Scope(session.Scope), () => text = session.Capture(() => ExecuteAll(body, session)));
        session.Output.Append(session.Str(filters(new ConstantExpression(Position, new StringValue(text))).EvaluateDefined(session)));
    }
}

/// <summary><c>{% with a = 1 %}…{% endwith %}</c>.</summary>
internal sealed class WithStatement(
    Position position, IReadOnlyList<(AssignmentTarget Target, Expression Value)> bindings, IReadOnlyList<Statement> body)
    : Statement(position)
{
    protected override void Run(RenderSession session)
    {
        TemplateValue[] values = [.. bindings.Select(b => b.Value.EvaluateDefined(session))];
        session.InScope(new Scope(session.Scope), () =>
        {
            for (int i = 0; i < values.Length; i++)
            {
                bindings[i].Target.Assign(session, values[i]);
            }
            ExecuteAll(body, session);
        });
    }
}

/// <summary><c>{% do expression %}</c>: evaluated for what it does.</summary>
internal sealed class DoStatement(Position position, Expression expression) : Statement(position)
{
    protected override void Run(RenderSession session) => expression.EvaluateDefined(session);
}

/// <summary><c>{% macro name(a, b=1) %}…{% endmacro %}</c>.</summary>
internal sealed class MacroStatement(
    Position position, string name, IReadOnlyList<(string Name, Expression? Default)> parameters, IReadOnlyList<Statement> body)
    : Statement(position)
{
    protected override void Run(RenderSession session) => session.Scope.Set(name, Bind(session.Scope));

    /// <summary>The macro as a function that sees the names of the scope it was written in.</summary>
    public FunctionValue Bind(Scope definedIn) => new(name, (session, arguments) =>
    {
        string text = "";
        var scope = new Scope(definedIn);
        session.InScope(scope, () =>
        {
            foreach (var (parameter, otherwise) in parameters)
            {
                scope.Set(parameter, arguments.Take(parameter) ?? otherwise?.Evaluate(session)
                    ?? new UndefinedValue(() => $"the macro '{name}' was called without '{parameter}'"));
            }
            if (arguments.TakeNamed("caller") is { } caller)
            {
                scope.Set("caller", caller);
            }
            text = session.Capture(() => ExecuteAll(body, session));
        });
        return new StringValue(text);
    });
}

/// <summary><c>{% call macro(…) %}…{% endcall %}</c>: the macro finds the body as <c>caller()</c>.</summary>
internal sealed class CallStatement(Position position, CallExpression call, MacroStatement caller) : Statement(position)
{
    protected override void Run(RenderSession session)
    {
        var given = new ArgumentList(
            call.Arguments.Positional,
            [.. call.Arguments.Named, ("caller", new ConstantExpression(Position, caller.Bind(session.Scope)))]);
        var result = new CallExpression(call.Position, call.Callee, given).EvaluateDefined(session);
        session.Output.Append(session.Str(result));
    }
}
