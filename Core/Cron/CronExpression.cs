using System.Diagnostics.CodeAnalysis;

namespace Orrery.Core.Cron;

/// <summary>
/// A cron expression: <c>minute hour day-of-month month day-of-week</c>, optionally followed by <c>second</c>, or a preset
/// (<c>@hourly @daily @weekly @monthly @quarterly @yearly</c>). Parsed once; immutable; finding a tick allocates nothing.
/// </summary>
/// <remarks>
/// <para>Fields hold <c>*</c>, values, names, lists <c>a,b</c>, ranges <c>a-b</c> and steps <c>*/n</c>, <c>a-b/n</c>, <c>a/n</c> (from a to the end).
/// <c>L</c> as day of month is its last day; <c>L5</c> and <c>5#3</c> as day of week are the last and the third Friday of the month; 0 and 7
/// are Sunday. When both day fields restrict something, a day that meets either counts.</para>
/// <para>Around a shift of the zone's clock: an expression whose hour field covers every hour goes by elapsed time, so a
/// repeated hour fires twice and a missing hour not at all. Any other fires at its local time: a missing local time moves
/// forward by the gap, a repeated one means its second occurrence.</para>
/// </remarks>
public sealed class CronExpression : IEquatable<CronExpression>
{
    private readonly CronSchedule _schedule;

    private CronExpression(string text, CronSchedule schedule)
    {
        Text = text;
        _schedule = schedule;
    }

    /// <summary>The expression as it was written, without surrounding blanks.</summary>
    public string Text { get; }

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The expression or preset.</param>
    /// <exception cref="CronFormatException">The text cannot be read; the exception lists every problem.</exception>
    public static CronExpression Parse(string text) =>
        TryParse(text, out var expression, out var problems) ? expression : throw new CronFormatException(text, problems);

    /// <summary>Reads an expression, or says everything that is wrong with it.</summary>
    /// <param name="text">The expression or preset.</param>
    /// <param name="expression">The expression, when the result is true.</param>
    /// <param name="problems">Every problem in the order of the text; empty when the result is true.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out CronExpression? expression, out IReadOnlyList<CronProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(text);
        (var schedule, problems) = CronParser.Parse(text);
        expression = schedule is null ? null : new CronExpression(text.Trim(), schedule);
        return expression is not null;
    }

    /// <summary>The first tick strictly after a moment, in UTC.</summary>
    /// <param name="after">The moment; itself never the result.</param>
    /// <param name="zone">The zone whose wall clock the expression speaks of.</param>
    /// <returns>Null when there is none: the expression asks for a date that does not exist (30 February), or the calendar ends (year 9999).</returns>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return ToMoment(TickSearch.Next(_schedule, new ZoneClock(zone), after.UtcTicks));
    }

    /// <summary>The last tick strictly before a moment, in UTC.</summary>
    /// <param name="before">The moment; itself never the result.</param>
    /// <param name="zone">The zone whose wall clock the expression speaks of.</param>
    /// <returns>Null when there is none: the expression asks for a date that does not exist (30 February), or the calendar begins (year 1).</returns>
    public DateTimeOffset? Previous(DateTimeOffset before, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return ToMoment(TickSearch.Previous(_schedule, new ZoneClock(zone), before.UtcTicks));
    }

    /// <summary>Whether a moment is a tick.</summary>
    /// <param name="moment">The moment, to the exact 100 ns.</param>
    /// <param name="zone">The zone whose wall clock the expression speaks of.</param>
    public bool IsMatch(DateTimeOffset moment, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return TickSearch.Next(_schedule, new ZoneClock(zone), moment.UtcTicks - 1) == moment.UtcTicks;
    }

    /// <summary>
    /// The schedule in plain English, such as "every day at 03:00" or "every 15 minutes on Monday to Friday"; the
    /// <see cref="Text"/> itself when it is too intricate for a short sentence.
    /// </summary>
    public string Describe() => CronDescription.Of(_schedule) ?? Text;

    /// <summary>The <see cref="Text"/>.</summary>
    public override string ToString() => Text;

    /// <summary>Whether two expressions fire at the same moments, however they are written.</summary>
    /// <param name="other">The other expression.</param>
    public bool Equals(CronExpression? other) => other is not null && _schedule == other._schedule;

    /// <inheritdoc cref="Equals(CronExpression?)"/>
    public override bool Equals(object? obj) => Equals(obj as CronExpression);

    /// <summary>A hash of what the expression allows.</summary>
    public override int GetHashCode() => _schedule.GetHashCode();

    // A tick on the last or first day of the calendar can lie outside it once it is converted to UTC.
    private static DateTimeOffset? ToMoment(long? instant) =>
        instant >= 0 && instant <= DateTime.MaxValue.Ticks ? new DateTimeOffset(instant.Value, TimeSpan.Zero) : null;
}
