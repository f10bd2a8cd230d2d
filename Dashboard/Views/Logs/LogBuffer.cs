using Orrery.Client;

namespace Orrery.Dashboard.Views.Logs;

/// <summary>The lines of one log that are at hand. Any line can be asked for; what has not been looked at for longest goes first.</summary>
public sealed class LogBuffer
{
    /// <summary>Lines read at once.</summary>
    public const int ChunkLines = 500;

    /// <summary>Chunks kept: 20,000 lines.</summary>
    public const int KeptChunks = 40;

    private readonly Dictionary<long, Chunk> _chunks = [];
    private long _use;

    /// <summary>Lines in the log so far, at hand or not.</summary>
    public long TotalLines { get; private set; }

    /// <summary>Whether there is a log at all.</summary>
    public bool Exists { get; private set; }

    /// <summary>Whether no line will come any more.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Takes in what was read or has arrived.</summary>
    public void Add(LogPage page)
    {
        Exists |= page.Exists;
        IsComplete |= page.IsComplete;
        TotalLines = Math.Max(TotalLines, page.TotalLines);
        foreach (var line in page.Lines)
        {
            TotalLines = Math.Max(TotalLines, line.Number);
            Touch(ChunkOf(line.Number)).Lines[(int)((line.Number - 1) % ChunkLines)] = line;
        }

        while (_chunks.Count > KeptChunks)
        {
            _chunks.Remove(_chunks.MinBy(c => c.Value.LastUse).Key);
        }
    }

    /// <summary>The line with this number, from 1; null when it is not at hand.</summary>
    public LogLine? Line(long number) =>
        number >= 1 && _chunks.TryGetValue(ChunkOf(number), out var chunk) ? chunk.Lines[(int)((number - 1) % ChunkLines)] : null;

    /// <summary>First lines of the reads, of <see cref="ChunkLines"/> each, that bring the lines <paramref name="first"/> to <paramref name="last"/> to hand.</summary>
    public IReadOnlyList<long> Missing(long first, long last)
    {
        var missing = new List<long>();
        last = Math.Min(last, TotalLines);
        for (var index = ChunkOf(Math.Max(first, 1)); (index * ChunkLines) < last; index++)
        {
            var from = (index * ChunkLines) + 1;
            var chunk = Touch(index);
            for (var number = Math.Max(from, first); number < from + ChunkLines && number <= last; number++)
            {
                if (chunk.Lines[(int)(number - from)] is null)
                {
                    missing.Add(from);
                    break;
                }
            }
        }

        return missing;
    }

    private static long ChunkOf(long number) => (number - 1) / ChunkLines;

    private Chunk Touch(long index)
    {
        if (!_chunks.TryGetValue(index, out var chunk))
        {
            _chunks[index] = chunk = new Chunk();
        }

        chunk.LastUse = ++_use;
        return chunk;
    }

    private sealed class Chunk
    {
        public LogLine?[] Lines { get; } = new LogLine?[ChunkLines];

        public long LastUse { get; set; }
    }
}
