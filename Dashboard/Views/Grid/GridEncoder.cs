using System.Text.Json;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Views.Grid;

/// <summary>The forms in which rows and cells go to browsers; <c>wwwroot/js/grid-data.js</c> reads them.</summary>
public static class GridEncoder
{
    private const int LowBits = 0x7f;
    private const int More = 0x80;

    /// <summary>The rows: deflated JSON, for each its kind, depth and label.</summary>
    public static byte[] Rows(TaskTree tree) =>
        RunCells.Deflate(JsonSerializer.SerializeToUtf8Bytes(tree.Rows.Select(r => new object[] { (int)r.Kind, r.Depth, r.Label })));

    /// <summary>All cells of some runs: one after the other, deflated.</summary>
    public static byte[] Snapshot(IReadOnlyCollection<CellColumn> columns)
    {
        var cells = new byte[columns.Sum(c => c.Cells.Length)];
        var at = 0;
        foreach (var column in columns)
        {
            column.Cells.CopyTo(cells.AsSpan(at));
            at += column.Cells.Length;
        }

        return RunCells.Deflate(cells);
    }

    /// <summary>What differs between two states of one column: for each changed cell how many unchanged ones come before it, and the cell.</summary>
    /// <remarks>The number goes seven bits at a time, the lowest first; the eighth says that more follow.</remarks>
    public static byte[] Delta(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        var delta = new List<byte>();
        var next = 0;
        for (var at = before[..Math.Min(before.Length, after.Length)].CommonPrefixLength(after); at < after.Length; at++)
        {
            if (at < before.Length && before[at] == after[at])
            {
                continue;
            }

            var gap = at - next;
            for (; gap > LowBits; gap >>= 7)
            {
                delta.Add((byte)((gap & LowBits) | More));
            }

            delta.Add((byte)gap);
            delta.Add(after[at]);
            next = at + 1;
        }

        return [.. delta];
    }
}
