using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Core.Versions;
using Orrery.Grains.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Runs;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Dags;

/// <content>Which release is live, and which one is on its way to be.</content>
public sealed partial class DagGrain
{
    /// <summary>How runs of the candidate ended, by number and moment of the end: why one failed is looked up in its tasks once.</summary>
    private Dictionary<(long RunPk, DateTimeOffset? EndedAt), RolloutOutcome> _outcomes = [];

    /// <inheritdoc/>
    public async Task<RolloutResult> SetRolloutAsync(RolloutRequest request)
    {
        if (_row is not { } row)
        {
            return new RolloutResult { Outcome = NotFound() };
        }

        var policy = request.IsOff
            ? null
            : new RolloutPolicy { Percent = request.Percent, Next = request.Next, PromoteAfter = request.PromoteAfter, RollbackAfter = request.RollbackAfter };
        var problems = new List<string>(policy?.Problems() ?? []);
        if (request is { IsOff: true } and not { Percent: null, Next: null, PromoteAfter: null, RollbackAfter: null, Release: null })
        {
            problems.Add("A rollout is either switched off, or has percent, next, promote_after, rollback_after or a release: give one or the other.");
        }

        if (request.Release is { } asked && await store.GetReleaseAsync(DagId, asked) is null)
        {
            problems.Add(NoRelease(asked));
        }
        else if (request.Release == row.Release)
        {
            problems.Add($"Release {row.Release} of DAG '{DagId}' is live already: name another, or leave it out.");
        }

        if (problems.Count > 0)
        {
            return Stand(ActionResult.Refuse(ActionStatus.Invalid, [.. problems]));
        }

        if (policy is null && row.CandidateRelease is { } candidate)
        {
            return Stand(ActionResult.Refuse(ActionStatus.Conflict, $"Release {candidate} of DAG '{DagId}' is on its way to be live: promote it or roll it back first."));
        }

        var now = clock.GetUtcNow();
        var changed = row with { RolloutJson = (DagRows.RolloutOf(row) with { Policy = policy }).ToJson() };
        if (request.Release is { } release && release != row.CandidateRelease)
        {
            changed = Propose(changed, release, policy!, now);
        }

        _given = null;
        changed = changed with { UpdatedAt = now };
        await CommitAsync(changed, [changed, Told("rollout_dag", request.RequestedBy, row, changed)]);
        await JudgeCandidateAsync();
        return Stand(ActionResult.Done);
    }

    /// <inheritdoc/>
    public async Task<RolloutResult> PromoteAsync(int? release, string requestedBy)
    {
        if (_row is not { } row)
        {
            return new RolloutResult { Outcome = NotFound() };
        }

        if ((release ?? row.CandidateRelease) is not { } number)
        {
            return Stand(ActionResult.Refuse(ActionStatus.Conflict, $"DAG '{DagId}' has no candidate: release {row.Release} is live. Name a release to make that one live."));
        }

        return await SwitchAsync(row, number, "promote_dag", requestedBy, rollout => rollout with { RolledBack = null, Because = null }, keepsPrevious: true);
    }

    /// <inheritdoc/>
    public async Task<RolloutResult> RollbackAsync(int? to, string requestedBy)
    {
        if (_row is not { } row)
        {
            return new RolloutResult { Outcome = NotFound() };
        }

        var because = $"by {requestedBy} at {clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)}";
        if (to is null && row.CandidateRelease is { } candidate)
        {
            await WithdrawAsync(row, candidate, because, requestedBy);
            return Stand(ActionResult.Done);
        }

        if ((to ?? row.PreviousRelease) is not { } number)
        {
            return Stand(ActionResult.Refuse(ActionStatus.Conflict, $"No release of DAG '{DagId}' was live before release {row.Release}: name the one to go back to."));
        }

        var left = row.Release;
        return await SwitchAsync(
            row, number, "rollback_dag", requestedBy, rollout => number == left ? rollout : rollout with { RolledBack = left, Because = because }, keepsPrevious: false);
    }

    /// <summary>The row with a new candidate, whose runs are counted from now on.</summary>
    private DagRow Propose(DagRow row, int release, RolloutPolicy policy, DateTimeOffset now)
    {
        var rollout = DagRows.RolloutOf(row);
        var isBack = rollout.RolledBack == release;
        return row with
        {
            CandidateRelease = release,
            UpdatedAt = now,
            RolloutJson = (rollout with
            {
                Policy = policy,
                CandidateSince = now,
                CandidateAfterRunPk = runPks.Next(),
                RolledBack = isBack ? null : rollout.RolledBack,
                Because = isBack ? null : rollout.Because,
            }).ToJson(),
        };
    }

    /// <summary>Makes a release that there is live. Repeated, it only tells assets again.</summary>
    private async Task<RolloutResult> SwitchAsync(
        DagRow row, int number, string what, string by, Func<RolloutState, RolloutState> change, bool keepsPrevious)
    {
        if (await store.GetReleaseAsync(DagId, number) is not { } release)
        {
            return Stand(ActionResult.Refuse(ActionStatus.NotFound, NoRelease(number)));
        }

        var now = clock.GetUtcNow();
        var dag = (await plans.GetAsync(release.Version)).Dag;
        var next = DagRows.WithoutCandidate(row);
        next = next with { RolloutJson = change(DagRows.RolloutOf(next)).ToJson() };
        if (next.Release == number && next == row)
        {
            await WarnAsync(dag, await RefreshAssetsAsync(dag, []), varying: null, isNew: false);
            return Stand(ActionResult.Done);
        }

        var changes = await GoLiveAsync(next, release, dag, keepsPrevious, [Told(what, by, row, next with { Release = number })], now);
        LogSwitched(logger, DagId, number, row.Release, by);
        await WarnAsync(dag, await RefreshAssetsAsync(dag, changes), varying: null, isNew: false);
        await StartQueuedAsync();
        return Stand(ActionResult.Done);
    }

    /// <summary>Promotes or takes back the candidate if its runs say so. Counted from rows: what runs say of their ends may come late, twice or never.</summary>
    private async Task JudgeCandidateAsync()
    {
        if (_row is not { CandidateRelease: { } candidate } row
            || DagRows.RolloutOf(row) is not { Policy: { } policy } rollout
            || policy is { PromoteAfter: null, RollbackAfter: null })
        {
            return;
        }

        var ended = (await store.ListRunsOfReleaseAsync(DagId, candidate, rollout.CandidateAfterRunPk, RolloutJudge.MaxRuns))
            .Where(r => r.State.IsFinished())
            .OrderByDescending(r => r.EndedAt)
            .ThenByDescending(r => r.RunPk)
            .ToList();
        var outcomes = new List<RolloutOutcome>(ended.Count);
        var known = new Dictionary<(long, DateTimeOffset?), RolloutOutcome>(ended.Count);
        foreach (var run in ended)
        {
            var end = (run.RunPk, run.EndedAt);
            outcomes.Add(known[end] = _outcomes.TryGetValue(end, out var before) ? before : await OutcomeOfAsync(run));
        }

        _outcomes = known;
        switch (RolloutJudge.Judge(policy, outcomes))
        {
            case RolloutVerdict.Promote:
                await PromoteAsync(candidate, "scheduler");
                break;
            case RolloutVerdict.RollBack:
                var why = $"{policy.RollbackAfter} of its runs in a row failed because of user code, the newest is '{ended[outcomes.IndexOf(RolloutOutcome.UserFailure)].RunId}'";
                await WithdrawAsync(row, candidate, why, "scheduler");
                break;
        }
    }

    private async Task<RolloutOutcome> OutcomeOfAsync(DagRunRow run)
    {
        var failures = run.State == DagRunState.Failed
            ? (await store.GetTaskInstancesAsync(run.RunPk)).Where(t => t.State == TaskInstanceState.Failed).Select(t => RunRows.FailureOf(t.FailureJson)?.Reason).OfType<TaskFailureReason>()
            : [];
        return RolloutJudge.OutcomeOf(run.State, run.Reason, failures);
    }

    private async Task WithdrawAsync(DagRow row, int candidate, string because, string by)
    {
        var rest = DagRows.WithoutCandidate(row);
        rest = rest with
        {
            UpdatedAt = clock.GetUtcNow(),
            RolloutJson = (DagRows.RolloutOf(rest) with { RolledBack = candidate, Because = because }).ToJson(),
        };
        await CommitAsync(rest, [rest, Told("rollback_dag", by, row, rest, new JsonObject { ["reason"] = because })]);
        LogWithdrawn(logger, DagId, candidate, because);
    }

    private AuditRow Told(string what, string by, DagRow before, DagRow after, JsonObject? about = null) =>
        Audit(what, runId: null, by).WithChange(DagAudits.Of(before), DagAudits.Of(after), about);

    private RolloutResult Stand(ActionResult outcome) => new() { Outcome = outcome, Rollout = Infos.RolloutOf(_row!) };

    [LoggerMessage(EventIds.ReleaseSwitched, LogLevel.Information, "DAG {DagId}: release {Release} is live instead of {Before}, as {Who} asked")]
    private static partial void LogSwitched(ILogger logger, string dagId, int release, int before, string who);

    [LoggerMessage(EventIds.CandidateWithdrawn, LogLevel.Warning, "DAG {DagId}: candidate release {Release} is taken back: {Reason}")]
    private static partial void LogWithdrawn(ILogger logger, string dagId, int release, string reason);
}
