namespace Orrery.Grains.Interfaces.Search;

/// <summary>Which XComs.</summary>
[GenerateSerializer, Immutable, Alias("orrery.xcom_query")]
public sealed record XComQuery
{
    /// <summary>Of task instances like these; its slice says which part is wanted, in the order of the task instances, then by key.</summary>
    [Id(0)] public TaskInstanceQuery Tasks { get; init; } = new();

    /// <summary>Of this name; null: of any.</summary>
    [Id(1)] public string? Key { get; init; }

    /// <summary>With such a name, a pattern as of <see cref="DagQuery.IdPattern"/>; null: any.</summary>
    [Id(2)] public string? KeyPattern { get; init; }
}

/// <summary>Names one XCom.</summary>
/// <param name="DagId">Id of the DAG.</param>
/// <param name="RunId">Id of the run.</param>
/// <param name="TaskId">Id of the task.</param>
/// <param name="MapIndex">Index of the mapped instance; −1: it is not mapped.</param>
/// <param name="Key">Name of the value.</param>
[GenerateSerializer, Immutable, Alias("orrery.xcom_address")]
public sealed record XComAddress(
    [property: Id(0)] string DagId, [property: Id(1)] string RunId, [property: Id(2)] string TaskId, [property: Id(3)] int MapIndex, [property: Id(4)] string Key);

/// <summary>A value a task left for others.</summary>
[GenerateSerializer, Immutable, Alias("orrery.xcom_info")]
public sealed record XComInfo
{
    /// <summary>Name of the value.</summary>
    [Id(0)] public required string Key { get; init; }

    /// <summary>Id of the task.</summary>
    [Id(1)] public required string TaskId { get; init; }

    /// <summary>Index of the mapped instance; −1: it is not mapped.</summary>
    [Id(2)] public int MapIndex { get; init; } = -1;

    /// <summary>Id of the DAG.</summary>
    [Id(3)] public required string DagId { get; init; }

    /// <summary>Id of the run.</summary>
    [Id(4)] public required string RunId { get; init; }

    /// <summary>Logical date of the run, if it has one.</summary>
    [Id(5)] public DateTimeOffset? LogicalDate { get; init; }

    /// <summary>Earliest moment the run might start.</summary>
    [Id(6)] public required DateTimeOffset RunAfter { get; init; }

    /// <summary>When it was left.</summary>
    [Id(7)] public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The value as JSON; null in lists, which have no values.</summary>
    [Id(8)] public string? ValueJson { get; init; }
}
