using System.Globalization;
using Orrery.Core.Templating.Library;
using Orrery.Core.Templating.Rendering;

namespace Orrery.Core.Templating.Values;

/// <summary>A date-time as Python (and pendulum, which Airflow hands to templates) has it, to the microsecond.</summary>
internal sealed class DateTimeValue : TemplateValue
{
    public DateTimeValue(DateTimeOffset moment, TimeZoneInfo? zone = null, bool isNaive = false)
    {
        var local = zone is null ? moment : TimeZoneInfo.ConvertTime(moment, zone);
        Moment = local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMicrosecond));
        Zone = zone;
        IsNaive = isNaive;
    }

    /// <summary>The moment, with the offset of the zone in force then; offset zero when naive.</summary>
    public DateTimeOffset Moment { get; }

    /// <summary>The zone, or null for a fixed offset.</summary>
    public TimeZoneInfo? Zone { get; }

    /// <summary>Whether it has no zone at all, as what <c>strptime</c> gives.</summary>
    public bool IsNaive { get; }

    public DateTime Local => Moment.DateTime;

    public int Microsecond => (int)(Moment.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);

    public override bool IsTruthy => true;

    internal override string TypeName => "datetime";

    internal override IEnumerable<string> KnownNames => DateTimeMethods.Names;

    /// <summary>The same zone with another wall-clock time.</summary>
    public DateTimeValue WithLocal(DateTime local)
    {
        if (Zone is null)
        {
            return new DateTimeValue(new DateTimeOffset(local, Moment.Offset), isNaive: IsNaive);
        }
        // A time the clocks jump over moves forward by the jump, as in pendulum.
        if (Zone.IsInvalidTime(local))
        {
            return new DateTimeValue(new DateTimeOffset(local, Zone.GetUtcOffset(local.AddHours(-3))), Zone);
        }
        return new DateTimeValue(new DateTimeOffset(local, Zone.GetUtcOffset(local)), Zone);
    }

    /// <summary>Elapsed time later; the wall clock of the zone may have been changed in between.</summary>
    public DateTimeValue Plus(TimeSpan elapsed)
    {
        try
        {
            return new DateTimeValue(Moment + elapsed, Zone, IsNaive);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw TemplateFault.Runtime("the date is outside the years 1 to 9999");
        }
    }

    /// <summary>ISO 8601 as Python writes it: microseconds only when there are some.</summary>
    public string IsoFormat(char separator)
    {
        string fraction = Microsecond == 0 ? "" : $".{Microsecond:000000}";
        string offset = IsNaive ? "" : FormatOffset(Moment.Offset, ":");
        return Moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + separator
            + Moment.ToString("HH:mm:ss", CultureInfo.InvariantCulture) + fraction + offset;
    }

    public static string FormatOffset(TimeSpan offset, string separator) =>
        $"{(offset < TimeSpan.Zero ? '-' : '+')}{Math.Abs(offset.Hours):00}{separator}{Math.Abs(offset.Minutes):00}";

    /// <summary>Name of the zone: its id, or the offset when it is fixed.</summary>
    public string ZoneName => Zone?.Id ?? (Moment.Offset == TimeSpan.Zero ? "UTC" : FormatOffset(Moment.Offset, ":"));

    internal override void AppendStr(BoundedText text, int depth) => text.Append(IsoFormat(' '));

    internal override void AppendRepr(BoundedText text, int depth)
    {
        text.Append($"DateTime({Moment.Year}, {Moment.Month}, {Moment.Day}, {Moment.Hour}, {Moment.Minute}, {Moment.Second}");
        text.Append(Microsecond == 0 ? "" : $", {Microsecond}");
        text.Append(IsNaive ? ")" : $", tzinfo=Timezone('{ZoneName}'))");
    }

    internal override TemplateValue? GetAttribute(RenderSession session, string name) => DateTimeMethods.Bind(this, name);
}

/// <summary>A date without time, as <c>logical_date.date()</c> gives.</summary>
internal sealed class DateValue(DateOnly value) : TemplateValue
{
    public DateOnly Value => value;

    public override bool IsTruthy => true;

    internal override string TypeName => "date";

    internal override IEnumerable<string> KnownNames => DateTimeMethods.DateNames;

    /// <summary>Midnight of that date, without a zone; what the two kinds share is computed on it.</summary>
    public DateTimeValue AtMidnight => new(new DateTimeOffset(value.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), isNaive: true);

    internal override void AppendStr(BoundedText text, int depth) =>
        text.Append(value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    internal override void AppendRepr(BoundedText text, int depth) => text.Append($"Date({value.Year}, {value.Month}, {value.Day})");

    internal override TemplateValue? GetAttribute(RenderSession session, string name) => DateTimeMethods.BindDate(this, name);
}
