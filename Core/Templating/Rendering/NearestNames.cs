namespace Orrery.Core.Templating.Rendering;

/// <summary>Names that resemble a misspelled one.</summary>
internal static class NearestNames
{
    private const int MaxLength = 64;
    private const int MaxCandidates = 1_000;

    /// <summary>The end of a message: "; did you mean 'ds' or 'ts'?", or nothing when nothing is near.</summary>
    public static string Suggest(string name, IEnumerable<string> known)
    {
        int tolerance = Math.Max(1, name.Length / 3);
        string[] near =
        [
            .. known.Distinct(StringComparer.Ordinal).Take(MaxCandidates)
                .Select(candidate => (candidate, distance: Distance(name, candidate)))
                .Where(c => c.distance <= tolerance && c.distance < name.Length)
                .OrderBy(c => c.distance).ThenBy(c => c.candidate, StringComparer.Ordinal)
                .Take(3).Select(c => $"'{c.candidate}'"),
        ];
        return near.Length == 0 ? "" : $"; did you mean {string.Join(" or ", near)}?";
    }

    /// <summary>Levenshtein distance, ignoring case.</summary>
    private static int Distance(string a, string b)
    {
        if (a.Length > MaxLength || b.Length > MaxLength)
        {
            return int.MaxValue;
        }
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? diagonal : diagonal + 1;
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
