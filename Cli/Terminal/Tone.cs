using Orrery.Core.States;

namespace Orrery.Cli.Terminal;

/// <summary>A colour, by its ANSI number: the terminal's own palette, so that it suits light and dark screens.</summary>
internal enum Tone
{
    /// <summary>As it is.</summary>
    Plain = 0,

    /// <summary>Headings.</summary>
    Bold = 1,

    /// <summary>What matters less.</summary>
    Faint = 2,

    /// <summary>Failed.</summary>
    Red = 31,

    /// <summary>Succeeded.</summary>
    Green = 32,

    /// <summary>Will be tried again, or wants attention.</summary>
    Yellow = 33,

    /// <summary>Decided without running.</summary>
    Magenta = 35,

    /// <summary>In progress.</summary>
    Cyan = 36,
}

/// <summary>Colours of states.</summary>
internal static class Tones
{
    /// <summary>The colour of a task's state.</summary>
    public static Tone Of(TaskInstanceState state) => state switch
    {
        TaskInstanceState.Success => Tone.Green,
        TaskInstanceState.Failed or TaskInstanceState.UpstreamFailed => Tone.Red,
        TaskInstanceState.Running or TaskInstanceState.Restarting or TaskInstanceState.Deferred => Tone.Cyan,
        TaskInstanceState.UpForRetry or TaskInstanceState.UpForReschedule => Tone.Yellow,
        TaskInstanceState.Skipped => Tone.Magenta,
        _ => Tone.Faint,
    };

    /// <summary>The colour of a run's state.</summary>
    public static Tone Of(DagRunState state) => state switch
    {
        DagRunState.Success => Tone.Green,
        DagRunState.Failed => Tone.Red,
        DagRunState.Running => Tone.Cyan,
        _ => Tone.Faint,
    };
}
