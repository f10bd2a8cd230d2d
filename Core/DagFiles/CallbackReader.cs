using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Reads what calls a callback: <c>on_failure</c>, <c>on_success</c>, or a mapping with <c>on_deadline</c>.</summary>
internal static class CallbackReader
{
    public const string OnDeadline = "on_deadline";
    public const string Reference = "reference";
    public const string Interval = "interval";

    private const string Expected = "on_failure, on_success or a mapping with on_deadline";

    /// <summary>The references that have a name.</summary>
    public static IReadOnlyDictionary<string, DeadlineReference> References { get; } = new Dictionary<string, DeadlineReference>(StringComparer.Ordinal)
    {
        ["queued_at"] = new DeadlineReference.QueuedAt(),
        ["logical_date"] = new DeadlineReference.LogicalDate(),
        ["average_runtime"] = new DeadlineReference.AverageRuntime(),
    };

    /// <summary>Keys of the mapping below <c>on_deadline</c>, and of a deadline beside its action.</summary>
    public static IReadOnlyList<string> DeadlineKeys { get; } = [Reference, Interval];

    /// <summary>Name of a reference that has one.</summary>
    public static string NameOf(DeadlineReference reference) => References.First(r => r.Value == reference).Key;

    public static TaskCallback? Read(YamlNode value, ValueReader read)
    {
        switch (value)
        {
            case YamlScalar { Text: "on_failure" }:
                return new TaskCallback.OnFailure();
            case YamlScalar { Text: "on_success" }:
                return new TaskCallback.OnSuccess();
            case YamlMapping { Entries: [{ Key.Text: OnDeadline, Value: YamlMapping deadline }] }:
                return ReadDeadline(deadline, read);
            default:
                return read.Wrong<TaskCallback>(value, Expected, "write on_failure, on_success or {on_deadline: {reference: queued_at, interval: 1 hour}}");
        }
    }

    private static TaskCallback.OnDeadline? ReadDeadline(YamlMapping deadline, ValueReader read)
    {
        foreach (var entry in deadline.Entries.Where(e => !DeadlineKeys.Contains(e.Key.Text)))
        {
            UnknownFields.Report(read.Report, entry.Key, OnDeadline, DeadlineKeys);
        }

        if (deadline.Find(Reference) is not { Value: not YamlScalar { IsNull: true } } from)
        {
            read.Report.Error(deadline.Start, DagProblemCodes.MissingField, "the deadline has no reference",
                $"give it one of {string.Join(", ", References.Keys)}, or a date");
            return null;
        }

        var reference = ReadReference(from.Value, read);
        return ReadInterval(deadline, read) is { } interval && reference is not null ? new TaskCallback.OnDeadline(reference, interval) : null;
    }

    private static TimeSpan? ReadInterval(YamlMapping deadline, ValueReader read)
    {
        if (deadline.Find(Interval) is not { Value: not YamlScalar { IsNull: true } } written)
        {
            return TimeSpan.Zero;
        }

        var field = read.Report.Field;
        read.Report.Field = $"{field}.{Interval}";
        var interval = read.Duration(written.Value);
        read.Report.Field = field;
        return interval;
    }

    private static DeadlineReference? ReadReference(YamlNode value, ValueReader read)
    {
        if (value is YamlScalar scalar && References.TryGetValue(scalar.Text, out var named))
        {
            return named;
        }

        if (value is YamlScalar date && InstantText.TryParse(date.Text, read.Zone, out var at))
        {
            return new DeadlineReference.Fixed(at);
        }

        read.Report.Error(value.Start, DagProblemCodes.InvalidValue, $"reference is {ValueReader.Describe(value)}",
            $"write one of {string.Join(", ", References.Keys)}, or a date such as 2026-01-31T06:00");
        return null;
    }
}
