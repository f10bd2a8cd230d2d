namespace Orrery.Core.Validation;

/// <summary>Something wrong with a DAG, whatever it was read from.</summary>
public sealed record DagProblem
{
    /// <summary>One of <see cref="DagProblemCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong: no capital at the start, no full stop at the end.</summary>
    public required string Message { get; init; }

    /// <summary>What would be right; may be empty.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>Index of the task in the DAG's list; null for the DAG itself.</summary>
    public int? Task { get; init; }

    /// <summary>The field, by its name in DAG files; null for the task or DAG as a whole.</summary>
    public string? Field { get; init; }

    /// <summary>Which key or text in the field, if it is a mapping or a list.</summary>
    public string? Item { get; init; }

    /// <summary>Index of another task that takes part, as the first one with a duplicate id.</summary>
    public int? OtherTask { get; init; }

    /// <summary>Whether it is allowed, but probably not meant.</summary>
    public bool IsWarning { get; init; }
}
