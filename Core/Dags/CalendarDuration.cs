namespace Orrery.Core.Dags;

/// <summary>A duration in calendar months and exact seconds: a month is added by the calendar, its end clipped.</summary>
/// <param name="Months">Whole months (a year is 12).</param>
/// <param name="Seconds">Seconds on top (a day is 86,400, a week 604,800).</param>
public readonly record struct CalendarDuration(int Months, double Seconds)
{
    /// <summary>Whether the duration is longer than nothing.</summary>
    public bool IsPositive => Months >= 0 && Seconds >= 0 && (Months > 0 || Seconds > 0);
}
