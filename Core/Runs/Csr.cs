namespace Orrery.Core.Runs;

/// <summary>A list of ordinals for each task, all in two arrays (compressed sparse rows).</summary>
internal readonly struct Csr
{
    private readonly int[] _starts;
    private readonly int[] _items;

    private Csr(int[] starts, int[] items)
    {
        _starts = starts;
        _items = items;
    }

    /// <summary>The list of one task.</summary>
    public ReadOnlySpan<int> this[int row] => _items.AsSpan(_starts[row], _starts[row + 1] - _starts[row]);

    /// <summary>Builds the lists from pairs, in linear time; a list keeps the order of its pairs.</summary>
    public static Csr FromPairs(int rows, List<(int Row, int Item)> pairs)
    {
        var starts = new int[rows + 1];
        foreach (var (row, _) in pairs)
        {
            starts[row + 1]++;
        }

        for (var i = 0; i < rows; i++)
        {
            starts[i + 1] += starts[i];
        }

        var next = starts.AsSpan(0, rows).ToArray();
        var items = new int[pairs.Count];
        foreach (var (row, item) in pairs)
        {
            items[next[row]++] = item;
        }

        return new Csr(starts, items);
    }

    /// <summary>The same pairs the other way round: rows become items.</summary>
    public Csr Transpose()
    {
        var pairs = new List<(int, int)>(_items.Length);
        for (var row = 0; row < _starts.Length - 1; row++)
        {
            foreach (var item in this[row])
            {
                pairs.Add((item, row));
            }
        }

        return FromPairs(_starts.Length - 1, pairs);
    }
}
