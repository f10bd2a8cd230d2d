namespace Orrery.Grains.Secrets;

/// <summary>
/// Airflow's patterns of names: found anywhere, in any case; <c>%</c> is any text, <c>_</c> any character, <c>|</c> stands between alternatives.
/// </summary>
internal static class LikePattern
{
    /// <summary>Whether a name is meant; null means all.</summary>
    public static bool Matches(string? pattern, string name) =>
        pattern is null || pattern.Split('|', StringSplitOptions.TrimEntries).Any(p => IsLike($"%{p}%".ToUpperInvariant(), name.ToUpperInvariant()));

    // Two places to go back to are enough: the last '%' decides. Takes at most the product of both lengths.
    private static bool IsLike(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var (at, from, star, starAt) = (0, 0, -1, 0);
        while (from < text.Length)
        {
            if (at < pattern.Length && pattern[at] == '%')
            {
                (star, starAt) = (at++, from);
            }
            else if (at < pattern.Length && (pattern[at] == '_' || pattern[at] == text[from]))
            {
                at++;
                from++;
            }
            else if (star >= 0)
            {
                (at, from) = (star + 1, ++starAt);
            }
            else
            {
                return false;
            }
        }

        return pattern[at..].IndexOfAnyExcept('%') < 0;
    }
}
