namespace Orrery.Core.Validation;

/// <summary>Finds what a mistyped name was probably meant to be.</summary>
/// <remarks>
/// One instance serves one file and gives up after 100 searches: a file of ten thousand wrong names gets its errors
/// in the time of a hundred.
/// </remarks>
internal sealed class Nearest
{
    private int _searchesLeft = 100;

    /// <summary>A remedy such as <c>did you mean 'extract'?</c>; <paramref name="otherwise"/> when nothing is near.</summary>
    public string Remedy(string wrong, IEnumerable<string> candidates, string otherwise) =>
        Find(wrong, candidates) is { } found ? $"did you mean {Shown.Quote(found)}?" : otherwise;

    /// <summary>The nearest candidate within a third of the word's length; null when there is none. Case counts for nothing.</summary>
    public string? Find(string wrong, IEnumerable<string> candidates)
    {
        if (wrong.Length is 0 or > 100 || _searchesLeft-- <= 0)
        {
            return null;
        }

        var limit = Math.Max(1, wrong.Length / 3);
        string? best = null;
        foreach (var candidate in candidates)
        {
            if (candidate == wrong || Math.Abs(candidate.Length - wrong.Length) > limit)
            {
                continue;
            }

            var distance = Distance(wrong, candidate, limit);
            if (distance <= limit)
            {
                best = candidate;
                limit = distance - 1;
            }
        }

        return best;
    }

    // Optimal string alignment: insert, delete, replace, swap of neighbours. Returns limit + 1 for everything further away.
    private static int Distance(string a, string b, int limit)
    {
        Span<int> before = stackalloc int[b.Length + 1], above = stackalloc int[b.Length + 1], row = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            above[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), above[j - 1] + cost);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }

                least = Math.Min(least, row[j]);
            }

            if (least > limit)
            {
                return limit + 1;
            }

            var free = before;
            before = above;
            above = row;
            row = free;
        }

        return above[b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
