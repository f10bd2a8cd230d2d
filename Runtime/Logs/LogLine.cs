namespace Orrery.Runtime.Logs;

/// <summary>Where a line of a log comes from.</summary>
public enum LogStream
{
    /// <summary>Standard output of the try.</summary>
    Output = 0,

    /// <summary>Standard error of the try.</summary>
    Error = 1,

    /// <summary>Orrery itself: start, end, and what was dropped.</summary>
    System = 2,
}

/// <summary>One line of a try's log.</summary>
/// <param name="Number">Place in the log, from 1.</param>
/// <param name="Timestamp">When the host read it, in UTC, to the millisecond.</param>
/// <param name="Stream">Where it comes from.</param>
/// <param name="Text">The line without its end. Longer lines than 64 KiB come as several.</param>
public sealed record LogLine(long Number, DateTimeOffset Timestamp, LogStream Stream, string Text);

/// <summary>A piece of a log.</summary>
/// <param name="Lines">The lines, in order; fewer than asked for when the log has no more, or they are very long.</param>
/// <param name="TotalLines">How many lines the log has by now.</param>
/// <param name="IsComplete">Whether the try has ended, so that no line will follow.</param>
public sealed record LogWindow(IReadOnlyList<LogLine> Lines, long TotalLines, bool IsComplete);
