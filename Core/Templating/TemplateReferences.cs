namespace Orrery.Core.Templating;

/// <summary>What a template mentions literally: what can be checked before anything runs, and fetched before it is rendered.</summary>
/// <param name="Items">Context names, parameters, variables and XCom tasks in the order of their mention; computed names are not among them.</param>
/// <param name="XComs">XComs that are pulled with a literal task id and key, each once.</param>
public sealed record TemplateReferences(IReadOnlyList<TemplateReference> Items, IReadOnlyList<XComKey> XComs)
{
    /// <summary>No references: a text without tags.</summary>
    public static TemplateReferences None { get; } = new([], []);
}
