namespace Orrery.Grains.Interfaces.Runs;

/// <summary>What is done by hand to a value that a task left for others.</summary>
[GenerateSerializer, Immutable, Alias("orrery.xcom_change")]
public sealed record XComChange
{
    /// <summary>Id of the task.</summary>
    [Id(0)] public required string TaskId { get; init; }

    /// <summary>Index of the mapped instance; −1: it is not mapped.</summary>
    [Id(1)] public int MapIndex { get; init; } = -1;

    /// <summary>Name of the value.</summary>
    [Id(2)] public required string Key { get; init; }

    /// <summary>The value as JSON; null: it is taken away.</summary>
    [Id(3)] public string? ValueJson { get; init; }

    /// <summary>Whether the value must not be there yet (true), or must be (false).</summary>
    [Id(4)] public bool IsNew { get; init; }
}
