namespace Orrery.Storage.Commit;

/// <summary>Writes batches of changes to one kind of database. Called by one caller at a time.</summary>
internal interface IBatchWriter
{
    /// <summary>Whether a committed batch has reached the disk (a sync was waited for).</summary>
    bool IsDurable { get; }

    /// <summary>
    /// Writes the changes in order, in one transaction that also asserts the server's epoch, and sets the outcome of each. A change with a
    /// fence that does not hold is left out.
    /// </summary>
    /// <param name="changes">The changes.</param>
    /// <exception cref="StoreFencedException">The epoch is no longer this server's; nothing was written.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be used now; nothing was written.</exception>
    /// <exception cref="Exception">Anything else: one of the changes cannot be written; nothing was written.</exception>
    ValueTask WriteAsync(ArraySegment<PendingChange> changes);
}
