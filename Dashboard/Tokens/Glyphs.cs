using System.Collections.Frozen;

namespace Orrery.Dashboard.Tokens;

/// <summary>The drawings of the dashboard: lines on a square of sixteen, by name. Those of states have the names their facts give them.</summary>
public static class Glyphs
{
    private static readonly FrozenDictionary<string, string> Paths = new Dictionary<string, string>
    {
        // States.
        ["dash"] = "M4.5 8h7",
        ["calendar"] = "M3 4.5h10v8.5h-10zM3 7.5h10M5.5 2.5v2.5M10.5 2.5v2.5",
        ["stack"] = "M3 5h10M3 8h10M3 11h10",
        ["activity"] = "M2 8.5h2.5l2-5 3 9 2-4h2.5",
        ["check"] = "M3.5 8.5l3 3 6-7",
        ["cross"] = "M4.5 4.5l7 7M11.5 4.5l-7 7",
        ["skip"] = "M4 4l5 4-5 4zM11.5 4v8",
        ["arrow-up"] = "M8 13v-9.5M4 7l4-4 4 4",
        ["redo"] = "M12.5 6.5h-6a3 3 0 0 0 0 6h3M9.5 3.5l3 3-3 3",
        ["clock-sync"] = "M8 5v3.5l2 1.5M13 8a5 5 0 1 1-1.6-3.7M13 2.5v2.5h-2.5",
        ["repeat"] = "M3 7.5v-1a2 2 0 0 1 2-2h7M10 2.5l2 2-2 2M13 8.5v1a2 2 0 0 1-2 2h-7M6 13.5l-2-2 2-2",
        ["watch"] = "M8 5.5v3l1.5 1M4 8.5a4 4 0 1 0 8 0a4 4 0 1 0-8 0M6.5 2h3",
        ["slash"] = "M3.5 12.5l9-9",

        // Kinds of runs.
        ["scheduled"] = "M8 4.5v3.5l2.5 1.5M2.5 8a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0",
        ["manual"] = "M5 3.5l7 4.5-7 4.5z",
        ["backfill"] = "M8 4l-5 4 5 4zM13 4l-5 4 5 4z",
        ["asset_triggered"] = "M8 2.5l5 2.75v5.5l-5 2.75-5-2.75v-5.5zM3 5.25l5 2.75 5-2.75M8 8v5.5",

        // Controls.
        ["search"] = "M3 7a4 4 0 1 0 8 0a4 4 0 1 0-8 0M10 10l3.5 3.5",
        ["sun"] = "M5.5 8a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M8 1.5v1.5M8 13v1.5M1.5 8h1.5M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1",
        ["moon"] = "M13 9.5a5.5 5.5 0 1 1-6.5-6.5a4.5 4.5 0 0 0 6.5 6.5z",
        ["screen"] = "M2 3.5h12v7.5h-12zM6 13.5h4",
        ["chevron"] = "M6 4l4 4-4 4",
        ["chevron-down"] = "M4 6l4 4 4-4",
        ["download"] = "M8 2.5v7.5M5 7.5l3 3 3-3M3 13h10",
        ["down"] = "M8 3v10M4 9l4 4 4-4",
        ["up"] = "M8 13v-10M4 7l4-4 4 4",
        ["close"] = "M4 4l8 8M12 4l-8 8",
        ["leave"] = "M6.5 3h-3.5v10h3.5M7 8h6.5M10.5 5l3 3-3 3",
        ["help"] = "M6 6a2 2 0 1 1 2.8 1.9c-.6.3-.8.7-.8 1.4M8 11.8v.2",
        ["warning"] = "M8 2.5l6 10.5h-12zM8 6.5v3M8 11.2v.2",
        ["file"] = "M4 2.5h5l3 3v8h-8zM9 2.5v3h3",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Names of all drawings.</summary>
    public static IEnumerable<string> Names => Paths.Keys;

    /// <summary>The path to draw.</summary>
    /// <exception cref="ArgumentException">There is no drawing of that name.</exception>
    public static string Path(string name) =>
        Paths.TryGetValue(name, out var path) ? path : throw new ArgumentException($"There is no drawing '{name}'.", nameof(name));
}
