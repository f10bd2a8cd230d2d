using System.Text;
using Orrery.Core.States;

namespace Orrery.Dashboard.Tokens;

/// <summary>What style sheets know of states, written from <see cref="TaskInstanceStateFacts"/> so that it is said once.</summary>
public static class StateTokens
{
    /// <summary>The ink on a solid fill, on a light and on a dark page.</summary>
    public static readonly (string Light, string Dark) Ink = ("#ffffff", "#101216");

    /// <summary>The class that carries a state's colour as <c>--state</c>.</summary>
    public static string CssClass(TaskInstanceState state) => $"state-{state.WireName().Replace('_', '-')}";

    /// <summary>The class that draws a fill.</summary>
    public static string CssClass(StateFill fill) => fill switch
    {
        StateFill.Solid => "fill-solid",
        StateFill.Hollow => "fill-hollow",
        _ => "fill-hatched",
    };

    /// <summary>A run's state in the terms of task instances: the names are the same.</summary>
    public static TaskInstanceState OfRun(DagRunState state) => TaskInstanceStateFacts.TryParse(state.WireName(), out var same)
        ? same
        : throw new ArgumentOutOfRangeException(nameof(state), state, "A run state has no task instance state of the same name.");

    /// <summary>The content of <c>wwwroot/css/states.css</c>.</summary>
    public static string Css()
    {
        var css = new StringBuilder("/* Written from TaskInstanceStateFacts; a test says how to write it anew when they differ. */\n");
        Theme(css, ":root", f => f.LightColor, Ink.Light);
        Theme(css, ":root[data-theme=\"dark\"]", f => f.DarkColor, Ink.Dark);
        foreach (var facts in TaskInstanceStateFacts.All)
        {
            css.Append($".{CssClass(facts.State)} {{ --state: var(--{CssClass(facts.State)}); }}\n");
        }

        return css.ToString();
    }

    private static void Theme(StringBuilder css, string selector, Func<TaskInstanceStateFacts, string> color, string ink)
    {
        css.Append($"{selector} {{\n  --state-ink: {ink};\n");
        foreach (var facts in TaskInstanceStateFacts.All)
        {
            css.Append($"  --{CssClass(facts.State)}: {color(facts)};\n");
        }

        css.Append("}\n");
    }
}
