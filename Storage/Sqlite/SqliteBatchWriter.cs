using Orrery.Storage.Commit;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Sqlite;

/// <summary>Writes batches to SQLite.</summary>
/// <param name="session">The only connection that writes.</param>
/// <param name="epoch">This server's number.</param>
/// <param name="isDurable">Whether commits wait for the disk.</param>
internal sealed class SqliteBatchWriter(SqliteSession session, long epoch, bool isDurable) : IBatchWriter
{
    private const string SelectEpoch = "SELECT epoch, holder FROM server WHERE id = 1";
    private readonly SqliteRowWriter _rows = new(session);

    /// <inheritdoc/>
    public bool IsDurable => isDurable;

    /// <inheritdoc/>
    public ValueTask WriteAsync(ArraySegment<PendingChange> changes)
    {
        try
        {
            session.InTransaction("BEGIN IMMEDIATE", s =>
            {
                AssertEpoch(s);
                foreach (var change in changes)
                {
                    change.Outcome = Apply(change.Rows);
                }

                return changes.Count;
            });
        }
        catch (SqliteFailure failure)
        {
            throw failure.ToUnavailable();
        }

        return ValueTask.CompletedTask;
    }

    private void AssertEpoch(SqliteSession writer)
    {
        var found = writer.List(SelectEpoch, null, s => (Epoch: s.Int64(), Holder: s.Text()));
        if (found is not [var server] || server.Epoch != epoch)
        {
            var now = found is [var other] ? $"{other.Epoch}, of '{other.Holder}'" : "none";
            throw new StoreFencedException(
                $"This server opened the store '{writer.Path}' with epoch {epoch}, and its epoch now is {now}: another server has taken over. Stop this one.");
        }
    }

    /// <summary>Conditions and fences first: a change whose only fence fails has written nothing yet, and needs no savepoint to be left out.</summary>
    private CommitOutcome Apply(IReadOnlyList<StoreRow> rows)
    {
        var fences = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i] is AssertionRow && !Write(rows[i]))
            {
                return CommitOutcome.GrantVoid;
            }

            fences += rows[i] is FencedRow ? 1 : 0;
        }

        return fences > 1 ? ApplyOrUndo(rows) : ApplyRows(rows);
    }

    private CommitOutcome ApplyOrUndo(IReadOnlyList<StoreRow> rows)
    {
        session.Statement("SAVEPOINT change").Run();
        var outcome = ApplyRows(rows);
        if (outcome == CommitOutcome.Stale)
        {
            session.Statement("ROLLBACK TO change").Run();
        }

        session.Statement("RELEASE change").Run();
        return outcome;
    }

    private CommitOutcome ApplyRows(IReadOnlyList<StoreRow> rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i] is FencedRow && !Write(rows[i]))
            {
                return CommitOutcome.Stale;
            }
        }

        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i] is not (FencedRow or AssertionRow))
            {
                Write(rows[i]);
            }
        }

        return CommitOutcome.Committed;
    }

    /// <summary>Writes a row, and tells a row that can never be written from a store that cannot write now.</summary>
    private bool Write(StoreRow row)
    {
        try
        {
            return _rows.Write(row);
        }
        catch (SqliteFailure failure) when (failure.IsFaultOfRows)
        {
            throw new ArgumentException($"The {row.GetType().Name} breaks a rule of the schema: {failure.Text}. Nothing of its change was written.", failure);
        }
    }
}
