namespace Orrery.Core.Dags;

/// <summary>Where the decision of a branch or a gate comes from.</summary>
public abstract record DecisionSource
{
    private DecisionSource()
    {
    }

    /// <summary>A template the run evaluates itself.</summary>
    /// <param name="Template">The template; if it is a single expression, its value is used as it is.</param>
    public sealed record Value(string Template) : DecisionSource;

    /// <summary>The return value (XCom) of a bash script; its exit code 99 skips the task itself.</summary>
    /// <param name="Script">The script, a template.</param>
    public sealed record Bash(string Script) : DecisionSource;

    /// <summary>The return value (XCom) of a program.</summary>
    /// <param name="Argv">Program and arguments, each a template.</param>
    public sealed record Command(IReadOnlyList<string> Argv) : DecisionSource;

    /// <summary>The return value (XCom) of what the DAG's own file defines for the task.</summary>
    /// <param name="Call">What it is given.</param>
    public sealed record Code(CodeCall Call) : DecisionSource;
}
