using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Grains.Catalog;

/// <summary>
/// Cells of runs that have ended, shared by all grains of a silo. A run that goes on again has another revision, so nothing here is ever
/// stale; the least recently used leave when the cache is full.
/// </summary>
/// <param name="capacity">How many bytes are kept. Default 32 MiB.</param>
public sealed class RunCellCache(long capacity = 32 << 20)
{
    /// <summary>What an entry takes besides its cells.</summary>
    private const int Overhead = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<(long RunPk, long Revision), LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();
    private long _bytes;

    /// <summary>The cells of a run as it was at a revision; null when they are not kept.</summary>
    public RunCells? Find(long runPk, long revision)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue((runPk, revision), out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Cells;
        }
    }

    /// <summary>Keeps the cells of a run that has ended.</summary>
    public void Add(long runPk, long revision, RunCells cells)
    {
        var key = (runPk, revision);
        lock (_gate)
        {
            if (_entries.ContainsKey(key))
            {
                return;
            }

            _entries[key] = _byUse.AddFirst(new Entry(key, cells, SizeOf(cells)));
            _bytes += _byUse.First!.Value.Bytes;
            while (_bytes > capacity && _byUse.Last is { } oldest)
            {
                _byUse.RemoveLast();
                _entries.Remove(oldest.Value.Key);
                _bytes -= oldest.Value.Bytes;
            }
        }
    }

    private static long SizeOf(RunCells cells) =>
        Overhead + cells.Deflated.Length + cells.Mapped.Sum(m => 48L + (m.Counts.Length * sizeof(int))) + cells.Others.Sum(o => 64L + (o.TaskId.Length * sizeof(char)));

    private sealed record Entry((long RunPk, long Revision) Key, RunCells Cells, long Bytes);
}
