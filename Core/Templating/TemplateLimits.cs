namespace Orrery.Core.Templating;

/// <summary>How much one rendering of one template may use; beyond it the rendering fails with a <see cref="TemplateError"/>.</summary>
public sealed record TemplateLimits
{
    /// <summary>The defaults.</summary>
    public static TemplateLimits Default { get; } = new();

    /// <value>Longest rendered text, and longest string any expression may make, in UTF-16 characters; default 1 048 576.</value>
    public int MaxOutputLength { get; init; } = 1 << 20;

    /// <value>Iterations of all loops together; default 100 000.</value>
    public int MaxIterations { get; init; } = 100_000;

    /// <value>
    /// Steps: one per evaluated node, one per list item made or looked at, one per 16 characters made;
    /// default 1 000 000. This also bounds time and memory.
    /// </value>
    public int MaxSteps { get; init; } = 1_000_000;

    /// <value>Nesting of expressions, macro calls and printed values; default 250, at most 500 (a thread's stack bounds it).</value>
    public int MaxDepth
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 500);
            field = value;
        }
    } = 250;
}
