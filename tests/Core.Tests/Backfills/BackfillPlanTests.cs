using Orrery.Core.Backfills;
using Orrery.Core.Cron;
using Orrery.Core.States;
using Orrery.Core.Timetables;

namespace Orrery.Core.Tests.Backfills;

public sealed class BackfillPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly BackfillFacts Good = new()
    {
        Timetable = new CronTriggerTimetable(CronExpression.Parse("@daily"), TimeZoneInfo.Utc),
        From = Now.AddDays(-10),
        To = Now,
        Now = Now,
    };

    public static TheoryData<string> AllProblems => [.. Enum.GetValues<BackfillProblem>().Select(p => p.WireName())];

    [Fact]
    public void Problems_WhenThereAreSeveral_NamesAll() => BackfillPlan.Problems(Good with
    {
        Timetable = new NullTimetable(),
        IsAnotherActive = true,
        DependsOnPast = true,
        IsReverse = true,
        From = Now.AddDays(2),
        To = Now.AddDays(1),
    }).Select(p => p.WireName()).ShouldBe(
        ["no_schedule", "already_active", "empty_range", "reverse_with_past", "past_needs_reprocess", "future"]);

    [Theory]
    [MemberData(nameof(AllProblems))]
    public void ToSentence_OfAnyProblem_SaysTheRemedy(string name)
    {
        var sentence = Enum.GetValues<BackfillProblem>().Single(p => p.WireName() == name).ToSentence("etl");

        sentence.ShouldContain(": ");
        sentence.ShouldEndWith(".");
    }

    [Fact]
    public void Problems_WhenTheScheduleHasTooManyDates_AsksForParts() =>
        BackfillPlan.Problems(Good with { From = Now.AddDays(-400), Timetable = new CronTriggerTimetable(CronExpression.Parse("* * * * *"), TimeZoneInfo.Utc) })
            .ShouldBe([BackfillProblem.TooManyDates]);

    [Fact]
    public void Problems_WhenTheScheduleIsContinuous_FindsNothingToDo() =>
        BackfillPlan.Problems(Good with { Timetable = new ContinuousTimetable() }).ShouldBe([BackfillProblem.NothingToDo]);

    [Fact]
    public void Dates_AcrossAShiftOfTheClock_AreThoseOfTheSchedule()
    {
        var berlin = new CronIntervalTimetable(CronExpression.Parse("0 3 * * *"), TimeZones.Find("Europe/Berlin"));
        var from = new DateTimeOffset(2025, 10, 25, 0, 0, 0, TimeSpan.Zero);

        BackfillPlan.Dates(berlin, from, from.AddDays(2), isReverse: true, Now).Select(d => $"{d.LogicalDate:MM-ddTHH}").ShouldBe(["10-26T02", "10-25T01"]);
    }

    [Theory]
    [InlineData(null, ReprocessBehavior.Completed, BackfillAction.Create)]
    [InlineData(DagRunState.Queued, ReprocessBehavior.Completed, BackfillAction.SkipInFlight)]
    [InlineData(DagRunState.Running, ReprocessBehavior.Failed, BackfillAction.SkipInFlight)]
    [InlineData(DagRunState.Success, ReprocessBehavior.None, BackfillAction.SkipExisting)]
    [InlineData(DagRunState.Success, ReprocessBehavior.Failed, BackfillAction.SkipExisting)]
    [InlineData(DagRunState.Success, ReprocessBehavior.Completed, BackfillAction.Clear)]
    [InlineData(DagRunState.Failed, ReprocessBehavior.None, BackfillAction.SkipExisting)]
    [InlineData(DagRunState.Failed, ReprocessBehavior.Failed, BackfillAction.Clear)]
    [InlineData(DagRunState.Failed, ReprocessBehavior.Completed, BackfillAction.Clear)]
    public void ActionFor_EachPairOfStateAndBehaviour_IsStated(DagRunState? existing, ReprocessBehavior reprocess, BackfillAction expected) =>
        BackfillPlan.ActionFor(existing, reprocess).ShouldBe(expected);
}
