namespace Orrery.Core.Cron;

/// <summary>The fields of a cron expression, in the order they are written.</summary>
public enum CronField
{
    /// <summary>The expression as a whole: its number of fields, or a preset.</summary>
    Expression,

    /// <summary>Minute of the hour, 0 to 59.</summary>
    Minute,

    /// <summary>Hour of the day, 0 to 23.</summary>
    Hour,

    /// <summary>Day of the month, 1 to 31, or <c>L</c> for the last one.</summary>
    DayOfMonth,

    /// <summary>Month, 1 to 12 or <c>jan</c> to <c>dec</c>.</summary>
    Month,

    /// <summary>Day of the week, 0 to 7 (0 and 7 are Sunday) or <c>sun</c> to <c>sat</c>.</summary>
    DayOfWeek,

    /// <summary>Second of the minute, 0 to 59: the optional sixth field; 0 when it is not written.</summary>
    Second,
}
