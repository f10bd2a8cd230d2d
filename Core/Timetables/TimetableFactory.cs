using Orrery.Core.Cron;
using Orrery.Core.Dags;

namespace Orrery.Core.Timetables;

/// <summary>From what a DAG file says of its schedule to the timetable that answers for it.</summary>
public static class TimetableFactory
{
    /// <summary>The timetable of a valid DAG.</summary>
    /// <exception cref="FormatException">The schedule or the time zone is not valid; validation refuses such DAGs.</exception>
    public static Timetable Of(DagDefinition dag)
    {
        var zone = TimeZones.Find(dag.Timezone);
        return Of(dag.Schedule, zone);
    }

    private static Timetable Of(ScheduleDefinition schedule, TimeZoneInfo zone) => schedule switch
    {
        ScheduleDefinition.None => new NullTimetable(),
        ScheduleDefinition.Assets assets => new AssetTimetable(assets.Condition),
        ScheduleDefinition.AssetOrTime either => new AssetTimetable(either.Condition, Of(either.Timetable, zone)),
        ScheduleDefinition.Once => new OnceTimetable(),
        ScheduleDefinition.Continuous => new ContinuousTimetable(),
        ScheduleDefinition.CronInterval interval => new CronIntervalTimetable(CronExpression.Parse(interval.Expression), zone),
        ScheduleDefinition.Cron { Expressions: [var single] } cron =>
            new CronTriggerTimetable(CronExpression.Parse(single), zone, CalendarDelta.FromTime(cron.Interval), cron.RunImmediately),
        ScheduleDefinition.Cron cron => new MultipleCronTriggerTimetable(
            cron.Expressions.Select(CronExpression.Parse), zone, CalendarDelta.FromTime(cron.Interval), cron.RunImmediately),
        ScheduleDefinition.Delta { CoversInterval: true } delta => new DeltaIntervalTimetable(delta.Every),
        ScheduleDefinition.Delta delta => new DeltaTriggerTimetable(delta.Every, CalendarDelta.FromTime(delta.Interval)),
        ScheduleDefinition.Events events => new EventsTimetable(events.Moments, events.RestrictToEvents),
        _ => throw new System.Diagnostics.UnreachableException($"No timetable for the schedule {schedule}."),
    };
}
