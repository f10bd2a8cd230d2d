using System.Numerics;

namespace Orrery.Core.Runs;

/// <summary>
/// A set of ranks (places in the order in which ready tasks go) as a tree of 64-bit words: adding, removing and finding the next one
/// take time that grows with the logarithm to base 64, and looking through it changes nothing.
/// </summary>
internal sealed class ReadySet
{
    private ulong[][] _levels;

    /// <summary>An empty set for ranks from 0 up to <paramref name="capacity"/>; it grows when a higher one is added.</summary>
    public ReadySet(int capacity) => _levels = Empty(capacity);

    /// <summary>Adds a rank; adding it twice is the same.</summary>
    public void Add(int rank)
    {
        if (rank >> 6 >= _levels[0].Length)
        {
            Grow(Math.Max(rank + 1, _levels[0].Length << 7));
        }

        foreach (var level in _levels)
        {
            level[rank >> 6] |= 1UL << (rank & 63);
            rank >>= 6;
        }
    }

    /// <summary>Takes a rank out; it need not be in.</summary>
    public void Remove(int rank)
    {
        if (rank >> 6 >= _levels[0].Length)
        {
            return;
        }

        foreach (var level in _levels)
        {
            level[rank >> 6] &= ~(1UL << (rank & 63));
            if (level[rank >> 6] != 0)
            {
                return;
            }

            rank >>= 6;
        }
    }

    /// <summary>The first rank that is not below <paramref name="from"/>; −1 when there is none.</summary>
    public int Next(int from)
    {
        for (var depth = 0; depth < _levels.Length; depth++)
        {
            var level = _levels[depth];
            var word = from >> 6;
            if (word >= level.Length)
            {
                return -1;
            }

            var rest = level[word] & (ulong.MaxValue << (from & 63));
            if (rest != 0)
            {
                return Descend(depth, (word << 6) + BitOperations.TrailingZeroCount(rest));
            }

            from = word + 1;
        }

        return -1;
    }

    private static ulong[][] Empty(int capacity)
    {
        var levels = new List<ulong[]>();
        var words = capacity;
        do
        {
            words = (words + 63) / 64;
            levels.Add(new ulong[Math.Max(words, 1)]);
        }
        while (words > 1);

        return [.. levels];
    }

    private void Grow(int capacity)
    {
        var old = _levels[0];
        _levels = Empty(capacity);
        for (var word = 0; word < old.Length; word++)
        {
            for (var rest = old[word]; rest != 0; rest &= rest - 1)
            {
                Add((word << 6) + BitOperations.TrailingZeroCount(rest));
            }
        }
    }

    private int Descend(int depth, int position)
    {
        while (depth > 0)
        {
            depth--;
            position = (position << 6) + BitOperations.TrailingZeroCount(_levels[depth][position]);
        }

        return position;
    }
}
