using Orrery.Dashboard.State;

namespace Orrery.Dashboard.Components.Layout;

/// <summary>A key, or two keys one after the other, and what it does. The help dialog lists these rows, and the script binds what is listed.</summary>
/// <param name="Keys">The keys, as in <c>g d</c>.</param>
/// <param name="Does">What it does.</param>
/// <param name="Action">What the script does: <c>help</c>, <c>filter</c>, <c>end</c>; null: it goes somewhere.</param>
/// <param name="Href">Where it goes.</param>
internal sealed record KeyBinding(string Keys, string Does, string? Action = null, string? Href = null)
{
    /// <summary>All keys.</summary>
    public static readonly IReadOnlyList<KeyBinding> All =
    [
        new("?", "Show this help", "help"),
        new("/", "Filter the list, or search the log", "filter"),
        new("g o", "Go to the overview", Href: DashboardUrl.Overview),
        new("g d", "Go to DAGs", Href: DashboardUrl.Dags),
        new("g r", "Go to runs", Href: DashboardUrl.Runs),
        new("g e", "Go to import errors", Href: DashboardUrl.ImportErrors),
        new("End", "In a log: follow", "end"),
        new("Arrows", "In a grid: walk; with Page, Home, End and Ctrl: further"),
        new("Enter", "In a grid: show details; with Ctrl: the log"),
        new("Space", "In a grid: fold or open the group"),
        new("Esc", "Close a dialog, leave a field", "leave"),
    ];
}
