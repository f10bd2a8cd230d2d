using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Core.Versions;

namespace Orrery.Core.Tests.Versions;

public sealed class RolloutTests
{
    // Whether a run is in the share must never change: a DAG half way through a rollout would change its mind.
    [Theory]
    [InlineData("etl", "manual__2026-01-01T00:00:00+00:00", 28)]
    [InlineData("etl", "scheduled__2026-01-01T00:00:00+00:00", 71)]
    [InlineData("sales", "scheduled__2026-01-01T00:00:00+00:00", 67)]
    [InlineData("größe", "r1", 66)]
    public void PlaceOf_WhenGivenIds_IsTheSameForever(string dagId, string runId, int expected) => RolloutShare.PlaceOf(dagId, runId).ShouldBe(expected);

    [Fact]
    public void Contains_WhenRunsAreMany_IsAboutTheShareAndGrowsWithIt()
    {
        var runs = Enumerable.Range(0, 10_000).Select(i => $"r{i}").ToList();

        runs.Count(r => RolloutShare.Contains("etl", r, 5)).ShouldBeInRange(400, 600);
        runs.ShouldAllBe(r => !RolloutShare.Contains("etl", r, 5) || RolloutShare.Contains("etl", r, 6));
        runs.ShouldAllBe(r => RolloutShare.Contains("etl", r, 100));
    }

    [Theory]
    [InlineData("", RolloutVerdict.Wait)]
    [InlineData("s", RolloutVerdict.Wait)]
    [InlineData("ss", RolloutVerdict.Promote)]
    [InlineData("sfs", RolloutVerdict.Promote)]
    [InlineData("fss", RolloutVerdict.Promote)]
    [InlineData("ff", RolloutVerdict.RollBack)]
    [InlineData("ffss", RolloutVerdict.RollBack)]
    [InlineData("fsf", RolloutVerdict.Wait)]
    [InlineData("fuf", RolloutVerdict.RollBack)]
    [InlineData("uuuu", RolloutVerdict.Wait)]
    [InlineData("usus", RolloutVerdict.Promote)]
    public void Judge_WhenRunsEnded_CountsSuccessesAndFailuresInARow(string newestFirst, RolloutVerdict expected)
    {
        RolloutOutcome[] outcomes = [.. newestFirst.Select(c => c switch { 's' => RolloutOutcome.Success, 'f' => RolloutOutcome.UserFailure, _ => RolloutOutcome.Unrelated })];

        RolloutJudge.Judge(new RolloutPolicy { Percent = 5, PromoteAfter = 2, RollbackAfter = 2 }, outcomes).ShouldBe(expected);
        RolloutJudge.Judge(new RolloutPolicy { Percent = 5 }, outcomes).ShouldBe(RolloutVerdict.Wait);
    }

    [Theory]
    [InlineData(DagRunState.Success, null, null, RolloutOutcome.Success)]
    [InlineData(DagRunState.Success, RunReasons.Marked, null, RolloutOutcome.Unrelated)]
    [InlineData(DagRunState.Failed, RunReasons.Marked, TaskFailureReason.ExitCode, RolloutOutcome.Unrelated)]
    [InlineData(DagRunState.Failed, RunReasons.TimedOut, null, RolloutOutcome.UserFailure)]
    [InlineData(DagRunState.Failed, RunReasons.AllTasksDeadlocked, null, RolloutOutcome.UserFailure)]
    [InlineData(DagRunState.Failed, RunReasons.TaskFailure, TaskFailureReason.ExitCode, RolloutOutcome.UserFailure)]
    [InlineData(DagRunState.Failed, RunReasons.TaskFailure, TaskFailureReason.TemplateError, RolloutOutcome.UserFailure)]
    [InlineData(DagRunState.Failed, RunReasons.TaskFailure, TaskFailureReason.HostLost, RolloutOutcome.Unrelated)]
    [InlineData(DagRunState.Failed, RunReasons.TaskFailure, TaskFailureReason.Rejected, RolloutOutcome.Unrelated)]
    public void OutcomeOf_WhenARunEnded_SaysWhetherItsCodeIsToBlame(DagRunState state, string? reason, TaskFailureReason? failure, RolloutOutcome expected) =>
        RolloutJudge.OutcomeOf(state, reason, failure is { } one ? [one] : []).ShouldBe(expected);

    [Theory]
    [InlineData(5, null, null, null, 0)]
    [InlineData(null, 3, 3, 1, 0)]
    [InlineData(null, null, null, null, 1)]
    [InlineData(5, 3, null, null, 1)]
    [InlineData(0, null, 0, 1001, 3)]
    [InlineData(null, 3, 4, null, 1)]
    public void Problems_WhenAPolicyIsWrong_NamesThemAll(int? percent, int? next, int? promoteAfter, int? rollbackAfter, int expected) =>
        new RolloutPolicy { Percent = percent, Next = next, PromoteAfter = promoteAfter, RollbackAfter = rollbackAfter }.Problems().Count.ShouldBe(expected);

    [Fact]
    public void ToJson_WhenReadAgain_IsTheSameAndNothingIsNull()
    {
        var state = new RolloutState
        {
            Policy = new RolloutPolicy { Percent = 5, RollbackAfter = 2 },
            CandidateSince = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero),
            CandidateAfterRunPk = 7,
        };

        state.ToJson().ShouldBe("""{"policy":{"percent":5,"rollback_after":2},"candidate_since":"2026-03-01T00:00:00+00:00","candidate_after_run_pk":7}""");
        RolloutState.FromJson(state.ToJson()).ShouldBe(state);
        new RolloutState().ToJson().ShouldBeNull();
        RolloutState.FromJson(null).ShouldBe(new RolloutState());
    }
}
