using Orrery.Core.Tests.Cases;
using Orrery.Core.Timetables;
using Xunit.Abstractions;

namespace Orrery.Core.Tests.Timetables;

public sealed class TimetableCasesTests(ITestOutputHelper output)
{
    [Fact]
    public void Timetables_AllCases_Hold() => CaseRun.All("timetables", output, NextRun);

    [Fact]
    public void ManualInterval_AllCases_Hold() => CaseRun.All("manual_interval", output, ManualInterval);

    private static (string Expected, string Actual) NextRun(Case @case)
    {
        var actual = TimetableCases.Timetable(@case).Next(new TimetableContext
        {
            Last = @case.Find("last") is { } last
                ? new DataInterval(last.GetProperty("start").GetDateTimeOffset(), last.GetProperty("end").GetDateTimeOffset())
                : null,
            Earliest = TimetableCases.Moment(@case, "start"),
            Latest = TimetableCases.Moment(@case, "end"),
            Catchup = @case.Body.GetProperty("catchup").GetBoolean(),
            Now = @case.Body.GetProperty("now").GetDateTimeOffset(),
        });
        DagRunInfo? expected = @case.Find("expect") is { } expect
            ? new DagRunInfo(
                expect.GetProperty("logical_date").GetDateTimeOffset(),
                new DataInterval(expect.GetProperty("interval_start").GetDateTimeOffset(), expect.GetProperty("interval_end").GetDateTimeOffset()),
                expect.GetProperty("run_after").GetDateTimeOffset())
            : null;
        return (Show(expected), Show(actual));
    }

    private static (string Expected, string Actual) ManualInterval(Case @case)
    {
        var expected = new DataInterval(
            @case.Expect.GetProperty("interval_start").GetDateTimeOffset(), @case.Expect.GetProperty("interval_end").GetDateTimeOffset());
        var actual = TimetableCases.Timetable(@case).ManualInterval(@case.Body.GetProperty("run_after").GetDateTimeOffset());
        return (TimetableCases.Show(expected), TimetableCases.Show(actual));
    }

    private static string Show(DagRunInfo? run) => run is { } info
        ? $"logical {info.LogicalDate:O}, interval {TimetableCases.Show(info.DataInterval)}, run after {info.RunAfter:O}"
        : "no run";
}
