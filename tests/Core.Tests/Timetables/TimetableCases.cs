using System.Text.Json;
using Orrery.Core.Cron;
using Orrery.Core.Tests.Cases;
using Orrery.Core.Timetables;

namespace Orrery.Core.Tests.Timetables;

/// <summary>Builds timetables and their values from cases.</summary>
internal static class TimetableCases
{
    public static Timetable Timetable(Case @case)
    {
        var options = @case.Find("options");
        var interval = options?.Find("interval") is { } length ? Delta(length) : CalendarDelta.Zero;
        return @case.Body.GetProperty("kind").GetString() switch
        {
            "null" => new NullTimetable(),
            "once" => new OnceTimetable(),
            "continuous" => new ContinuousTimetable(),
            "cron_trigger" => new CronTriggerTimetable(Expressions(@case).Single(), Zone(@case), interval, First(options)),
            "multiple_cron_trigger" => new MultipleCronTriggerTimetable(Expressions(@case), Zone(@case), interval, First(options)),
            "delta_trigger" => new DeltaTriggerTimetable(Delta(@case.Body.GetProperty("delta")), interval),
            "cron_interval" => new CronIntervalTimetable(Expressions(@case).Single(), Zone(@case)),
            "delta_interval" => new DeltaIntervalTimetable(Delta(@case.Body.GetProperty("delta"))),
            "events" => new EventsTimetable(
                @case.Body.GetProperty("events").EnumerateArray().Select(moment => moment.GetDateTimeOffset()),
                options?.Find("restrict_to_events")?.GetBoolean() ?? false),
            var kind => throw new InvalidDataException($"Unknown timetable kind \"{kind}\"."),
        };
    }

    public static DateTimeOffset? Moment(Case @case, string member) => @case.Find(member)?.GetDateTimeOffset();

    public static string Show(DataInterval interval) => $"[{interval.Start:O}, {interval.End:O})";

    private static IEnumerable<CronExpression> Expressions(Case @case) =>
        @case.Body.GetProperty("expressions").EnumerateArray().Select(text => CronExpression.Parse(text.GetString()!));

    private static TimeZoneInfo Zone(Case @case) => TimeZones.Find(@case.Find("zone")?.GetString() ?? "UTC");

    private static RunImmediately First(JsonElement? options) => options?.Find("run_immediately") switch
    {
        null or { ValueKind: JsonValueKind.False } => RunImmediately.IfJustMissed,
        { ValueKind: JsonValueKind.True } => RunImmediately.Always,
        { } buffer => RunImmediately.Within(TimeSpan.FromSeconds(buffer.GetDouble())),
    };

    private static CalendarDelta Delta(JsonElement delta) => delta.ValueKind == JsonValueKind.Number
        ? CalendarDelta.Of(seconds: delta.GetDouble())
        : CalendarDelta.Of(
            Unit(delta, "years"), Unit(delta, "months"), Unit(delta, "weeks"), Unit(delta, "days"),
            Unit(delta, "hours"), Unit(delta, "minutes"), Unit(delta, "seconds"));

    private static int Unit(JsonElement delta, string unit) => delta.Find(unit)?.GetInt32() ?? 0;
}
