using Orrery.Storage.Rows;

namespace Orrery.Storage.Commit;

/// <summary>A change on its way into the store. Its task ends on the thread pool, never on the thread that writes.</summary>
/// <param name="rows">Its rows.</param>
internal sealed class PendingChange(IReadOnlyList<StoreRow> rows)
    : TaskCompletionSource<CommitOutcome>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>Its rows.</summary>
    public IReadOnlyList<StoreRow> Rows { get; } = rows;

    /// <summary>What it weighs in the pipeline, in bytes.</summary>
    public long Bytes { get; } = RowSize.Of(rows);

    /// <summary>When it was handed in, as the clock's timestamp; 0: that is not measured.</summary>
    public long HandedInAt { get; init; }

    /// <summary>What became of it; set by the batch writer, valid once its transaction has been committed.</summary>
    public CommitOutcome Outcome { get; set; }

    /// <summary>It has not been let in yet, and its caller may still give up.</summary>
    public bool IsWaiting { get; set; }
}
