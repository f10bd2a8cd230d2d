using System.Diagnostics.CodeAnalysis;

namespace Orrery.Core.Templating;

/// <summary>A template that cannot be parsed or rendered; the message names the template, line, column and what is wrong.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "An error in the author's text, called so in messages and in the API.")]
public sealed class TemplateError : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="kind">Sort of failure.</param>
    /// <param name="templateName">Name given when the template was parsed, such as <c>tasks.extract.bash</c>.</param>
    /// <param name="line">Line in the template, from 1.</param>
    /// <param name="column">Column in that line, from 1.</param>
    /// <param name="problem">What is wrong and, where known, what would be right.</param>
    public TemplateError(TemplateErrorKind kind, string templateName, int line, int column, string problem)
        : base($"Template '{templateName}', line {line}, column {column}: {problem}")
    {
        Kind = kind;
        TemplateName = templateName;
        Line = line;
        Column = column;
        Problem = problem;
    }

    /// <summary>Sort of failure.</summary>
    public TemplateErrorKind Kind { get; }

    /// <summary>Name given when the template was parsed.</summary>
    public string TemplateName { get; }

    /// <summary>Line in the template, from 1.</summary>
    public int Line { get; }

    /// <summary>Column in that line, from 1.</summary>
    public int Column { get; }

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; }
}
