namespace Orrery.Silo.Api;

/// <summary>Patterns over short lists: a part of the text, <c>%</c> at its ends as Airflow's clients write it, whatever the case.</summary>
internal static class TextPattern
{
    /// <summary>Whether a text is found; a null pattern finds everything.</summary>
    public static bool Finds(string? pattern, string text) =>
        pattern is null or "~" || text.Contains(pattern.Trim('%'), StringComparison.OrdinalIgnoreCase);
}
