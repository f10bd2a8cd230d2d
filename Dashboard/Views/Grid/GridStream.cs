using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Views.Grid;

/// <summary>What a browser has been told of the cells of one run, so that only what differs is sent. However slow the browser is, it gets the last state.</summary>
public sealed class GridStream
{
    private byte[] _sent = [];
    private Dictionary<int, int[]> _counts = [];

    /// <summary>Number of the last thing that was sent; deltas count on from it, a snapshot tells it.</summary>
    public int Sequence { get; private set; }

    /// <summary>Notes that a snapshot of the column is sent.</summary>
    public void Restart(CellColumn column) => Keep(column);

    /// <summary>What has to be sent for the browser to have the column; null when it has it.</summary>
    public GridDelta? Advance(CellColumn column)
    {
        var cells = GridEncoder.Delta(_sent, column.Cells);
        var counts = column.Mapped.Where(m => !_counts.TryGetValue(m.Key, out var known) || !known.AsSpan().SequenceEqual(m.Value)).ToList();
        if (cells.Length == 0 && counts.Count == 0)
        {
            return null;
        }

        Keep(column);
        return new GridDelta(++Sequence, cells, GridColumn.Flat(counts));
    }

    private void Keep(CellColumn column)
    {
        _sent = column.Cells.ToArray();
        _counts = column.Mapped.ToDictionary();
    }
}

/// <summary>A change of one column.</summary>
/// <param name="Sequence">Counts up by one with each delta of a column.</param>
/// <param name="Cells">The changed cells; see <see cref="GridEncoder.Delta"/>.</param>
/// <param name="Counts">Of changed mapped tasks; see <see cref="GridColumn.Counts"/>.</param>
public sealed record GridDelta(int Sequence, byte[] Cells, IReadOnlyList<IReadOnlyList<int>> Counts);
