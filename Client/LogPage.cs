using System.Collections.Immutable;

namespace Orrery.Client;

/// <summary>Which log: that of one try of one task instance.</summary>
/// <param name="DagId">Id of the DAG.</param>
/// <param name="RunId">Id of the run.</param>
/// <param name="TaskId">Id of the task.</param>
/// <param name="TryNumber">Number of the try, from 1.</param>
/// <param name="MapIndex">Index of the mapped instance, -1 when not mapped.</param>
public sealed record LogAddress(string DagId, string RunId, string TaskId, int TryNumber, int MapIndex = -1);

/// <summary>Where a line of a log came from.</summary>
public enum LogSource
{
    /// <summary>The task's standard output.</summary>
    Stdout,

    /// <summary>The task's standard error.</summary>
    Stderr,

    /// <summary>Orrery itself.</summary>
    System,
}

/// <summary>One line of a log.</summary>
/// <param name="Number">Number of the line, from 1.</param>
/// <param name="At">When it was seen.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Text">Its text, without line break; may hold ANSI sequences.</param>
public sealed record LogLine(long Number, DateTimeOffset At, LogSource Source, string Text);

/// <summary>Consecutive lines of a log.</summary>
/// <param name="Exists">False while there is no log: the try has not started, or its log was removed.</param>
/// <param name="Lines">The lines.</param>
/// <param name="TotalLines">Lines in the log so far.</param>
/// <param name="IsComplete">Whether the try has ended, so that no line will come.</param>
public sealed record LogPage(bool Exists, ImmutableArray<LogLine> Lines, long TotalLines, bool IsComplete);
