using System.Collections.Frozen;
using System.Globalization;
using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>Attributes and methods of date-times: Python's, and those of pendulum that DAG authors use.</summary>
internal static class DateTimeMethods
{
    private static readonly FrozenDictionary<string, Func<DateTimeValue, TemplateValue>> Shared =
        new Dictionary<string, Func<DateTimeValue, TemplateValue>>(StringComparer.Ordinal)
        {
            ["year"] = d => IntValue.Of(d.Moment.Year),
            ["month"] = d => IntValue.Of(d.Moment.Month),
            ["day"] = d => IntValue.Of(d.Moment.Day),
            ["quarter"] = d => IntValue.Of(((d.Moment.Month - 1) / 3) + 1),
            ["day_of_week"] = d => IntValue.Of(Strftime.IsoWeekday(d.Moment) - 1),
            ["day_of_year"] = d => IntValue.Of(d.Moment.DayOfYear),
            ["week_of_year"] = d => IntValue.Of(ISOWeek.GetWeekOfYear(d.Local)),
            ["days_in_month"] = d => IntValue.Of(DateTime.DaysInMonth(d.Moment.Year, d.Moment.Month)),
            ["weekday"] = d => new FunctionValue("weekday", (_, _) => IntValue.Of(Strftime.IsoWeekday(d.Moment) - 1)),
            ["isoweekday"] = d => new FunctionValue("isoweekday", (_, _) => IntValue.Of(Strftime.IsoWeekday(d.Moment))),
            ["isocalendar"] = d => new FunctionValue("isocalendar", (_, _) => IsoCalendar(d)),
            ["strftime"] = d => new FunctionValue("strftime", (s, a) => new StringValue(Strftime.Format(d, a.Text("format"), s.MaxTextLength))),
            ["to_date_string"] = d => new FunctionValue("to_date_string", (_, _) => DateFilters.Ds(d)),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Func<DateTimeValue, TemplateValue>> OfTime =
        new Dictionary<string, Func<DateTimeValue, TemplateValue>>(StringComparer.Ordinal)
        {
            ["hour"] = d => IntValue.Of(d.Moment.Hour),
            ["minute"] = d => IntValue.Of(d.Moment.Minute),
            ["second"] = d => IntValue.Of(d.Moment.Second),
            ["microsecond"] = d => IntValue.Of(d.Microsecond),
            ["int_timestamp"] = d => IntValue.Of(d.Moment.ToUnixTimeSeconds()),
            ["float_timestamp"] = d => Timestamp(d),
            ["timezone_name"] = d => d.IsNaive ? NoneValue.Instance : new StringValue(d.ZoneName),
            ["tzinfo"] = d => d.IsNaive ? NoneValue.Instance : new StringValue(d.ZoneName),
            ["timestamp"] = d => new FunctionValue("timestamp", (_, _) => Timestamp(d)),
            ["date"] = d => new FunctionValue("date", (_, _) => new DateValue(DateOnly.FromDateTime(d.Local))),
            ["isoformat"] = d => new FunctionValue("isoformat", (_, a) => IsoFormat(d, a)),
            ["to_iso8601_string"] = d => new FunctionValue("to_iso8601_string", (_, _) => ZuluFormat(d)),
            ["to_datetime_string"] = d => new FunctionValue("to_datetime_string", (_, _) => NetFormat(d, "yyyy-MM-dd HH:mm:ss")),
            ["to_time_string"] = d => new FunctionValue("to_time_string", (_, _) => NetFormat(d, "HH:mm:ss")),
            ["format"] = d => new FunctionValue("format", (s, a) => new StringValue(PendulumFormat.Format(d, a.Text("fmt"), s.MaxTextLength))),
            ["add"] = d => new FunctionValue("add", (_, a) => Calendar.Shift(d, a, sign: 1)),
            ["subtract"] = d => new FunctionValue("subtract", (_, a) => Calendar.Shift(d, a, sign: -1)),
            ["replace"] = d => new FunctionValue("replace", (_, a) => Calendar.Replace(d, a)),
            ["start_of"] = d => new FunctionValue("start_of", (_, a) => Calendar.StartOf(d, a.Text("unit"))),
            ["end_of"] = d => new FunctionValue("end_of", (_, a) => Calendar.EndOf(d, a.Text("unit"))),
            ["in_timezone"] = d => new FunctionValue("in_timezone", (_, a) => Calendar.InZone(d, a.Text("tz"))),
            ["in_tz"] = d => new FunctionValue("in_tz", (_, a) => Calendar.InZone(d, a.Text("tz"))),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Names { get; } = [.. Shared.Keys, .. OfTime.Keys];

    public static IEnumerable<string> DateNames { get; } = [.. Shared.Keys, "isoformat"];

    public static TemplateValue? Bind(DateTimeValue value, string name) =>
        Shared.TryGetValue(name, out var make) || OfTime.TryGetValue(name, out make) ? make(value) : null;

    public static TemplateValue? BindDate(DateValue value, string name) => name == "isoformat"
        ? new FunctionValue(name, (_, _) => DateFilters.Ds(value.AtMidnight))
        : Shared.TryGetValue(name, out var make) ? make(value.AtMidnight) : null;

    private static TupleValue IsoCalendar(DateTimeValue d) => new(
        [IntValue.Of(ISOWeek.GetYear(d.Local)), IntValue.Of(ISOWeek.GetWeekOfYear(d.Local)), IntValue.Of(Strftime.IsoWeekday(d.Moment))],
        names: ["year", "week", "weekday"]);

    private static FloatValue Timestamp(DateTimeValue d) => new((d.Moment - DateTimeOffset.UnixEpoch).Ticks / (double)TimeSpan.TicksPerSecond);

    private static StringValue IsoFormat(DateTimeValue d, CallArguments arguments)
    {
        string separator = arguments.OptionalText("sep") ?? "T";
        return separator.Length == 1
            ? new StringValue(d.IsoFormat(separator[0]))
            : throw TemplateFault.Runtime("the separator of isoformat must be one character");
    }

    private static StringValue ZuluFormat(DateTimeValue d) => new(
        d.Moment.Offset == TimeSpan.Zero ? d.IsoFormat('T').Replace("+00:00", "Z", StringComparison.Ordinal) : d.IsoFormat('T'));

    private static StringValue NetFormat(DateTimeValue d, string format) => new(d.Moment.ToString(format, CultureInfo.InvariantCulture));
}
