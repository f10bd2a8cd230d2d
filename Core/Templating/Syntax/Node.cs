using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Syntax;

/// <summary>A place in the template's text.</summary>
internal readonly record struct Position(int Line, int Column);

/// <summary>A node of the syntax tree. Trees are immutable, so that a parsed template can be cached and rendered by many at once.</summary>
internal abstract class Node(Position position)
{
    public Position Position => position;

    /// <summary>Turns a failure of an operation into an error that names the place; the innermost node wins.</summary>
    protected TemplateError Locate(RenderSession session, TemplateFault fault) =>
        new(fault.Kind, session.TemplateName, position.Line, position.Column, fault.Message);
}

/// <summary>A node that has a value.</summary>
internal abstract class Expression(Position position) : Node(position)
{
    public TemplateValue Evaluate(RenderSession session)
    {
        try
        {
            session.Enter();
            return Compute(session);
        }
        catch (TemplateFault fault)
        {
            throw Locate(session, fault);
        }
        catch (OverflowException)
        {
            throw Locate(session, TemplateFault.Runtime("the result is too large"));
        }
        finally
        {
            session.Leave();
        }
    }

    /// <summary>The value, or an error when it is undefined.</summary>
    public TemplateValue EvaluateDefined(RenderSession session)
    {
        var value = Evaluate(session);
        return value is UndefinedValue { IsLenient: false } undefined ? throw Locate(session, undefined.Fault()) : value;
    }

    /// <summary>Python's truth of the value.</summary>
    public bool IsTrue(RenderSession session) => EvaluateDefined(session).IsTruthy;

    protected abstract TemplateValue Compute(RenderSession session);

    /// <summary>How the expression reads in messages.</summary>
    public virtual string Describe() => "the value";
}

/// <summary>A node that writes output or sets names.</summary>
internal abstract class Statement(Position position) : Node(position)
{
    public void Execute(RenderSession session)
    {
        try
        {
            session.Enter();
            Run(session);
        }
        catch (TemplateFault fault)
        {
            throw Locate(session, fault);
        }
        finally
        {
            session.Leave();
        }
    }

    public static void ExecuteAll(IReadOnlyList<Statement> body, RenderSession session)
    {
        foreach (var statement in body)
        {
            statement.Execute(session);
        }
    }

    protected abstract void Run(RenderSession session);
}
