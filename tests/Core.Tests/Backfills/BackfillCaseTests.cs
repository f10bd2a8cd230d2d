using Orrery.Core.Backfills;
using Orrery.Core.Cron;
using Orrery.Core.States;
using Orrery.Core.Tests.Cases;
using Orrery.Core.Timetables;
using Xunit.Abstractions;

namespace Orrery.Core.Tests.Backfills;

public sealed class BackfillCaseTests(ITestOutputHelper output)
{
    [Fact]
    public void Backfills_AllCases_Hold() => CaseRun.All("backfill", output, Plan);

    private static (string Expected, string Actual) Plan(Case @case)
    {
        var facts = new BackfillFacts
        {
            Timetable = TimetableOf(@case),
            From = Moment(@case, "from"),
            To = Moment(@case, "to"),
            IsReverse = @case.Body.GetProperty("reverse").GetBoolean(),
            Reprocess = ReprocessBehaviors.TryParse(@case.Body.GetProperty("reprocess").GetString()!, out var behavior) ? behavior : throw new InvalidDataException(),
            DependsOnPast = @case.Body.GetProperty("depends_on_past").GetBoolean(),
            IsAllowed = @case.Body.GetProperty("backfill_allowed").GetBoolean(),
            IsAnotherActive = @case.Body.GetProperty("other_backfill_active").GetBoolean(),
            Now = Moment(@case, "now"),
        };
        var expected = @case.Expect.Find("error") is { } error
            ? error.GetString()!
            : string.Join(", ", @case.Expect.GetProperty("runs").EnumerateArray().Select(r =>
                Show(r.GetProperty("ordinal").GetInt32(), r.GetProperty("logical_date").GetDateTimeOffset(), r.Find("action")?.GetString(), r.Find("reason")?.GetString())));
        if (BackfillPlan.Problems(facts) is [var problem, ..])
        {
            return (expected, problem.WireName());
        }

        var dates = BackfillPlan.Dates(facts.Timetable, facts.From, facts.To, facts.IsReverse, facts.Now);
        return (expected, string.Join(", ", dates.Select((date, i) =>
        {
            var action = BackfillPlan.ActionFor(Newest(@case, date.LogicalDate), facts.Reprocess);
            return Show(i + 1, date.LogicalDate, action.WireName(), action.Reason());
        })));
    }

    /// <summary>A run that has not started yet is the newest, else the one that started last.</summary>
    private static DagRunState? Newest(Case @case, DateTimeOffset date) => @case.Body.GetProperty("existing").EnumerateArray()
        .Where(run => run.GetProperty("logical_date").GetDateTimeOffset() == date)
        .OrderByDescending(run => run.Find("start_date")?.GetDateTimeOffset() ?? DateTimeOffset.MaxValue)
        .Select(run => StateExtensions.TryParseRunState(run.GetProperty("state").GetString()!, out var state) ? state : (DagRunState?)null)
        .FirstOrDefault();

    private static Timetable TimetableOf(Case @case) => @case.Find("expression")?.GetString() is { } expression
        ? @case.Body.GetProperty("kind").GetString() == "cron_interval"
            ? new CronIntervalTimetable(CronExpression.Parse(expression), Zone(@case))
            : new CronTriggerTimetable(CronExpression.Parse(expression), Zone(@case))
        : new NullTimetable();

    private static TimeZoneInfo Zone(Case @case) => TimeZones.Find(@case.Find("zone")?.GetString() ?? "UTC");

    private static DateTimeOffset Moment(Case @case, string member) => @case.Body.GetProperty(member).GetDateTimeOffset();

    private static string Show(int ordinal, DateTimeOffset date, string? action, string? reason) => $"{ordinal} {date:O} {action ?? reason}";
}
