using System.Text.Json.Serialization;

namespace Orrery.Client.Http.Wire;

/// <summary>A part of a log: Airflow's <c>TaskInstancesLogResponse</c>, then what Orrery adds.</summary>
internal sealed record LogWire(LogLineWire[] Content, string? ContinuationToken, bool Exists, long TotalLines, bool IsComplete)
{
    public static LogWire Of(LogPage page) => new(
        [.. page.Lines.Select(LogLineWire.Of)],
        page.Lines is [.., var last] && last.Number < page.TotalLines ? $"{last.Number + 1}" : null,
        page.Exists,
        page.TotalLines,
        page.IsComplete);

    public LogPage ToPage() => new(Exists, [.. Content.Select(l => l.ToLine())], TotalLines, IsComplete);
}

/// <summary>One line: Airflow's <c>StructuredLogMessage</c> with its number and where it came from.</summary>
internal sealed record LogLineWire(DateTimeOffset Timestamp, string Event, long Number, [property: JsonConverter(typeof(LogSourceConverter))] LogSource Source)
{
    public static LogLineWire Of(LogLine line) => new(line.At, line.Text, line.Number, line.Source);

    public LogLine ToLine() => new(Number, Timestamp, Source, Event);
}

/// <summary>stdout, stderr, system.</summary>
internal sealed class LogSourceConverter() : JsonStringEnumConverter<LogSource>(System.Text.Json.JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
