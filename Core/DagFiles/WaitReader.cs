using System.Globalization;
using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Reads <c>wait</c>: a duration, a moment or a template for one, or a mapping with <c>for</c>, <c>until</c> or <c>time_of_day</c>.</summary>
internal static class WaitReader
{
    private static readonly string[] TimeFormats = ["HH:mm", "HH:mm:ss"];

    public static IReadOnlyList<string> Keys { get; } = ["for", "until", "time_of_day"];

    public static WaitTarget? Read(YamlNode value, ValueReader read)
    {
        switch (value)
        {
            case YamlScalar scalar when DurationText.TryParseFixed(scalar.Text, out var duration):
                return new WaitTarget.For(duration);
            case YamlScalar:
                return read.NonBlank(value) is { } moment ? new WaitTarget.Until(moment) : null;
            case YamlMapping { Entries: [{ Key.Text: "for" } entry] }:
                return read.Duration(entry.Value) is { } time ? new WaitTarget.For(time) : null;
            case YamlMapping { Entries: [{ Key.Text: "until" } entry] }:
                return read.NonBlank(entry.Value) is { } until ? new WaitTarget.Until(until) : null;
            case YamlMapping { Entries: [{ Key.Text: "time_of_day" } entry] }:
                return TimeOfDay(entry.Value, read);
            case YamlMapping { Entries: [var entry] }:
                UnknownFields.Report(read.Report, entry.Key, "wait", Keys);
                return null;
            default:
                return read.Wrong<WaitTarget>(value, "a duration, a moment, or a mapping with one of for, until and time_of_day",
                    "write '10 minutes', '2026-01-31T06:00' or time_of_day: \"06:00\" below it");
        }
    }

    private static WaitTarget.TimeOfDay? TimeOfDay(YamlNode value, ValueReader read)
    {
        if (value is YamlScalar scalar
            && TimeOnly.TryParseExact(scalar.Text.Trim(), TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return new WaitTarget.TimeOfDay(time);
        }

        read.Report.Error(value.Start, DagProblemCodes.WrongType, $"time_of_day is {ValueReader.Describe(value)}, which is not a time of the day",
            "write it as \"06:30\", in quotes");
        return null;
    }
}
