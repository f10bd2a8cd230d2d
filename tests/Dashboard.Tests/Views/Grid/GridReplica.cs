using System.IO.Compression;
using Orrery.Dashboard.Views.Grid;

namespace Orrery.Dashboard.Tests.Views.Grid;

/// <summary>A column as the script keeps it; does what <c>wwwroot/js/grid-data.js</c> does.</summary>
internal sealed class GridReplica(byte[] cells, int sequence)
{
    private int _sequence = sequence;

    public byte[] Cells { get; } = cells;

    /// <summary>The cells of one column in a snapshot.</summary>
    public static byte[] Inflate(byte[] deflated)
    {
        using var inflate = new DeflateStream(new MemoryStream(deflated), CompressionMode.Decompress);
        using var cells = new MemoryStream();
        inflate.CopyTo(cells);
        return cells.ToArray();
    }

    /// <summary>Takes a delta in: false when one before it is missing.</summary>
    public bool Apply(GridDelta delta)
    {
        if (delta.Sequence > _sequence + 1)
        {
            return false;
        }

        if (delta.Sequence == _sequence + 1)
        {
            _sequence++;
            Write(Cells, delta.Cells);
        }

        return true;
    }

    public static void Write(byte[] cells, byte[] delta)
    {
        var at = 0;
        for (var next = 0; next < delta.Length;)
        {
            int gap = 0, shift = 0, part;
            do
            {
                part = delta[next++];
                gap |= (part & 0x7f) << shift;
                shift += 7;
            }
            while ((part & 0x80) != 0);
            at += gap;
            cells[at++] = delta[next++];
        }
    }
}
