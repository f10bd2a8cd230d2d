namespace Orrery.Grains.Search;

/// <summary>
/// What people write to search: a part of the text, in which <c>%</c> stands for any text; <c>|</c> parts alternatives. Case means nothing. An
/// underscore is itself, since ids are full of them.
/// </summary>
public sealed class LikePattern
{
    private LikePattern(IReadOnlyList<string> alternatives) => Alternatives = alternatives;

    /// <summary>The alternatives, each a part of the text; empty: anything is found.</summary>
    public IReadOnlyList<string> Alternatives { get; }

    /// <summary>Reads a pattern; null, or one that stands for any text, finds everything.</summary>
    public static LikePattern Parse(string? pattern)
    {
        string[] alternatives = pattern is null or "~" ? [] : [.. pattern.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        return new LikePattern(alternatives.Any(a => a.All(c => c == '%')) ? [] : alternatives);
    }

    /// <summary>Whether a text is found.</summary>
    public bool Finds(string? text) => Alternatives.Count == 0 || (text is not null && Alternatives.Any(a => IsIn(a, text)));

    /// <summary>The parts between the wildcards must follow one another.</summary>
    private static bool IsIn(string alternative, string text)
    {
        var at = 0;
        foreach (var range in alternative.AsSpan().Split('%'))
        {
            var found = text.AsSpan(at).IndexOf(alternative.AsSpan()[range], StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                return false;
            }

            at += found + alternative.AsSpan()[range].Length;
        }

        return true;
    }
}
