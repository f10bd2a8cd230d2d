namespace Orrery.Core.Templating;

/// <summary>What a <see cref="TemplateReference"/> refers to.</summary>
public enum TemplateReferenceKind
{
    /// <summary>A name of the context, such as <c>ds</c> or <c>params</c>.</summary>
    Name,

    /// <summary>A member of <c>params</c>.</summary>
    Param,

    /// <summary>A variable, through <c>var.value</c> or <c>var.json</c>.</summary>
    Variable,

    /// <summary>A task whose XCom is pulled.</summary>
    XComTask,
}

/// <summary>Something a template mentions literally, for checks before anything runs.</summary>
/// <param name="Kind">What it refers to.</param>
/// <param name="Name">Context name, parameter, variable or task id.</param>
/// <param name="Line">Line in the template, from 1.</param>
/// <param name="Column">Column in that line, from 1.</param>
/// <param name="Optional">Whether the template copes with its absence: <c>default(…)</c>, <c>is defined</c>, <c>.get(…)</c>.</param>
public sealed record TemplateReference(TemplateReferenceKind Kind, string Name, int Line, int Column, bool Optional);
