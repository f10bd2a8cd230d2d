using Orrery.Core.Cron;
using Orrery.Core.Timetables;

namespace Orrery.Core.Tests.Timetables;

public sealed class DueRunTests
{
    private static readonly DateTimeOffset Planned = new(2026, 3, 1, 12, 15, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, false, 0)] // A little late: still the planned one, not "now".
    [InlineData(14, false, 0)]
    [InlineData(40, false, 40)] // The one after it has passed too.
    [InlineData(40, true, 0)]
    public void Of_WhenADeltaIsLate_KeepsThePlannedRunUntilTheNextHasPassed(int minutesLate, bool catchup, int expectedMinutes)
    {
        var every = new DeltaTriggerTimetable(CalendarDelta.Of(minutes: 15));

        Due(every, TimeSpan.FromMinutes(minutesLate), catchup).ShouldBe(Planned.AddMinutes(expectedMinutes));
    }

    [Fact]
    public void Of_WhenTicksWereMissed_IsTheNewest() =>
        Due(new CronTriggerTimetable(CronExpression.Parse("*/15 * * * *"), TimeZoneInfo.Utc), TimeSpan.FromMinutes(40), catchup: false).ShouldBe(Planned.AddMinutes(30));

    [Fact]
    public void Of_WhenFurtherEventsHavePassed_IsThePlannedOne() =>
        Due(new EventsTimetable([Planned, Planned.AddMinutes(5), Planned.AddMinutes(90)]), TimeSpan.FromMinutes(40), catchup: false).ShouldBe(Planned);

    private static DateTimeOffset Due(Timetable timetable, TimeSpan late, bool catchup)
    {
        var last = DataInterval.Exact(Planned.AddMinutes(-15));
        var context = new TimetableContext { Last = last, Earliest = last.Start, Catchup = catchup, Now = Planned + late };
        return DueRun.Of(timetable, context, DagRunInfo.For(DataInterval.Exact(Planned))).RunAfter;
    }
}
