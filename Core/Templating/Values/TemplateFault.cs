namespace Orrery.Core.Templating.Values;

/// <summary>A failure that does not know its place yet; the node being evaluated turns it into a <see cref="TemplateError"/>.</summary>
internal sealed class TemplateFault(TemplateErrorKind kind, string problem) : Exception(problem)
{
    public TemplateErrorKind Kind { get; } = kind;

    public static TemplateFault Runtime(string problem) => new(TemplateErrorKind.Runtime, problem);

    public static TemplateFault Undefined(string problem) => new(TemplateErrorKind.Undefined, problem);
}
