namespace Orrery.Storage.Rows;

/// <summary>One row to be written. A closed set of records, one for each table.</summary>
/// <remarks>
/// Rows that hold a <c>Revision</c> are fenced: they are written only if the stored revision is the one in the record (0: the row must
/// not exist yet), and get that revision plus one. If one fence of a change does not hold, nothing of that change is written.
/// The other rows are upserts by primary key, and ride on the fences of their change.
/// </remarks>
public abstract record StoreRow;

/// <summary>A condition that is looked at before anything of its change is written, and writes nothing itself.</summary>
public abstract record AssertionRow : StoreRow;

/// <summary>A row that fences its change.</summary>
public abstract record FencedRow : StoreRow
{
    /// <summary>The revision that was read; 0 to create the row.</summary>
    public required long Revision { get; init; }
}
