namespace Orrery.Dashboard.Views;

/// <summary>Finds the names most like one that does not exist.</summary>
public static class Nearest
{
    /// <summary>The names, nearest first, that a person may have meant: same letters but for a few, or holding what was asked for.</summary>
    /// <param name="asked">What was asked for.</param>
    /// <param name="names">What there is.</param>
    /// <param name="count">How many at most.</param>
    public static IReadOnlyList<string> Of(string asked, IEnumerable<string> names, int count = 5) =>
        [.. names
            .Select(name => (Name: name, Distance: Distance(asked, name)))
            .Where(n => n.Distance <= Math.Max(2, asked.Length / 3) || n.Name.Contains(asked, StringComparison.OrdinalIgnoreCase))
            .OrderBy(n => n.Distance).ThenBy(n => n.Name, StringComparer.Ordinal)
            .Take(count)
            .Select(n => n.Name)];

    /// <summary>Letters to insert, delete or replace to make one of the other, case aside.</summary>
    internal static int Distance(string one, string other)
    {
        var row = new int[other.Length + 1];
        for (var j = 0; j <= other.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var substitute = diagonal + (char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitute, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[other.Length];
    }
}
