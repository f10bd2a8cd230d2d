namespace Orrery.Storage.Rows;

/// <summary>Something about a DAG that works and is hardly meant. Key: DAG and type.</summary>
public sealed record DagWarningRow : StoreRow
{
    /// <summary>The DAG.</summary>
    public required string DagId { get; init; }

    /// <summary>Kind of warning: <c>non-existent pool</c>, <c>asset conflict</c>, <c>runtime varying value</c>.</summary>
    public required string WarningType { get; init; }

    /// <summary>What, where and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Takes a warning away.</summary>
/// <param name="DagId">The DAG.</param>
/// <param name="WarningType">Kind of warning.</param>
public sealed record DagWarningRemoval(string DagId, string WarningType) : StoreRow;
