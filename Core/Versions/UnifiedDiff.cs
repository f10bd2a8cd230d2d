namespace Orrery.Core.Versions;

/// <summary>A difference between two texts as <c>diff -u</c> writes it.</summary>
public static class UnifiedDiff
{
    /// <summary>How many lines that both have are shown around each difference.</summary>
    public const int Context = 3;

    /// <summary>The lines, each beginning with <c>---</c>, <c>+++</c>, <c>@@</c>, a space, <c>-</c> or <c>+</c>; none when the texts are the same.</summary>
    /// <param name="before">The earlier text.</param>
    /// <param name="after">The later text.</param>
    /// <param name="nameBefore">What the earlier text is called.</param>
    /// <param name="nameAfter">What the later text is called.</param>
    public static IReadOnlyList<string> Of(string before, string after, string nameBefore, string nameAfter)
    {
        var lines = LineDiff.Of(before, after);
        var changed = Enumerable.Range(0, lines.Count).Where(i => lines[i].Kind != ' ').ToList();
        if (changed.Count == 0)
        {
            return [];
        }

        List<string> text = [$"--- {nameBefore}", $"+++ {nameAfter}"];
        for (var i = 0; i < changed.Count;)
        {
            var first = Math.Max(changed[i] - Context, 0);
            while (i + 1 < changed.Count && changed[i + 1] - changed[i] <= (2 * Context) + 1)
            {
                i++;
            }

            var last = Math.Min(changed[i] + Context, lines.Count - 1);
            text.Add(Heading(lines, first, last));
            text.AddRange(Enumerable.Range(first, last - first + 1).Select(l => $"{lines[l].Kind}{lines[l].Text}"));
            i++;
        }

        return text;
    }

    private static string Heading(IReadOnlyList<DiffLine> lines, int first, int last)
    {
        var (oldBefore, newBefore) = (lines.Take(first).Count(l => l.Old > 0), lines.Take(first).Count(l => l.New > 0));
        var shown = lines.Skip(first).Take(last - first + 1).ToList();
        return $"@@ -{Range(oldBefore, shown.Count(l => l.Old > 0))} +{Range(newBefore, shown.Count(l => l.New > 0))} @@";
    }

    // As diff does: an empty range is named by the line before it.
    private static string Range(int before, int count) => count == 0 ? $"{before},0" : count == 1 ? $"{before + 1}" : $"{before + 1},{count}";
}
