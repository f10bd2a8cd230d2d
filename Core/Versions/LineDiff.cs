namespace Orrery.Core.Versions;

/// <summary>A line of a difference between two texts.</summary>
/// <param name="Kind">A space: both have it; <c>-</c>: only the earlier text; <c>+</c>: only the later one.</param>
/// <param name="Text">The line, without its end.</param>
/// <param name="Old">Its number in the earlier text, from 1; 0: it is not there.</param>
/// <param name="New">Its number in the later text, from 1; 0: it is not there.</param>
public readonly record struct DiffLine(char Kind, string Text, int Old, int New);

/// <summary>
/// The shortest way from one text to another, line by line (Myers' algorithm). Beyond <see cref="MaxEdits"/> differing lines what lies between
/// the first and the last difference is shown as replaced.
/// </summary>
public static class LineDiff
{
    /// <summary>How many lines may be added and removed before the shortest way is not looked for any more.</summary>
    public const int MaxEdits = 2_000;

    /// <summary>All lines of both texts, in order.</summary>
    public static IReadOnlyList<DiffLine> Of(string before, string after)
    {
        var (old, now) = (LinesOf(before), LinesOf(after));
        var start = 0;
        while (start < old.Length && start < now.Length && old[start] == now[start])
        {
            start++;
        }

        var (oldEnd, newEnd) = (old.Length, now.Length);
        while (oldEnd > start && newEnd > start && old[oldEnd - 1] == now[newEnd - 1])
        {
            oldEnd--;
            newEnd--;
        }

        var lines = new List<DiffLine>();
        var (o, n) = (0, 0);
        Keep(start);
        foreach (var edit in Edits(old.AsSpan(start, oldEnd - start), now.AsSpan(start, newEnd - start)))
        {
            switch (edit)
            {
                case '-':
                    lines.Add(new DiffLine('-', old[o], ++o, 0));
                    break;
                case '+':
                    lines.Add(new DiffLine('+', now[n], 0, ++n));
                    break;
                default:
                    Keep(1);
                    break;
            }
        }

        Keep(old.Length - oldEnd);
        return lines;

        void Keep(int count)
        {
            for (var i = 0; i < count; i++)
            {
                lines.Add(new DiffLine(' ', old[o], ++o, ++n));
            }
        }
    }

    private static string[] LinesOf(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines is [.., ""] ? lines[..^1] : lines;
    }

    /// <summary>Which lines to keep, take away and put in, as <c>' '</c>, <c>-</c> and <c>+</c>.</summary>
    private static List<char> Edits(ReadOnlySpan<string> old, ReadOnlySpan<string> now)
    {
        // furthest[k]: how far in the earlier text one comes on the diagonal k with the edits made so far; one copy for each number of edits.
        var most = Math.Min(old.Length + now.Length, MaxEdits);
        var furthest = new int[(2 * most) + 2];
        var trail = new List<int[]>();
        for (var edits = 0; edits <= most; edits++)
        {
            trail.Add(furthest.AsSpan(most - edits, (2 * edits) + 1 + 1).ToArray());
            for (var k = -edits; k <= edits; k += 2)
            {
                var x = IsDown(furthest, most, k, edits) ? furthest[most + k + 1] : furthest[most + k - 1] + 1;
                while (x < old.Length && x - k < now.Length && old[x] == now[x - k])
                {
                    x++;
                }

                furthest[most + k] = x;
                if (x >= old.Length && x - k >= now.Length)
                {
                    return Walk(trail, old.Length, now.Length);
                }
            }
        }

        return [.. Enumerable.Repeat('-', old.Length), .. Enumerable.Repeat('+', now.Length)];
    }

    /// <summary>Whether the last of these edits, on the way to the diagonal, puts a line in; else it takes one away.</summary>
    private static bool IsDown(ReadOnlySpan<int> furthest, int zero, int k, int edits) =>
        k == -edits || (k != edits && furthest[zero + k - 1] < furthest[zero + k + 1]);

    private static List<char> Walk(List<int[]> trail, int oldLength, int newLength)
    {
        var edits = new List<char>();
        var (x, y) = (oldLength, newLength);
        for (var d = trail.Count - 1; d >= 0; d--)
        {
            var k = x - y;
            var isDown = IsDown(trail[d], d, k, d);
            var (fromX, fromY) = (0, 0);
            if (d > 0)
            {
                var before = isDown ? k + 1 : k - 1;
                fromX = trail[d][d + before];
                fromY = fromX - before;
            }

            while (x > fromX && y > fromY)
            {
                edits.Add(' ');
                (x, y) = (x - 1, y - 1);
            }

            if (d > 0)
            {
                edits.Add(isDown ? '+' : '-');
                (x, y) = (fromX, fromY);
            }
        }

        edits.Reverse();
        return edits;
    }
}
