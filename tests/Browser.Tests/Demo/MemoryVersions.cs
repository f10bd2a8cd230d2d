using System.Globalization;
using Orrery.Core.Versions;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Versions;

namespace Orrery.Client.Testing;

/// <summary>Releases of one DAG in memory, by the rules of the real ones as far as callers see them.</summary>
public sealed class MemoryVersions : IVersionClient
{
    private static readonly DateTimeOffset First = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public MemoryVersions() => Forget();

    public string DagId { get; set; } = "etl";

    public RolloutInfo Rollout { get; private set; } = null!;

    /// <summary>What was asked to be changed, a word for the verb and its numbers.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Texts of releases 1, 2 and so on.</summary>
    public List<string> Sources { get; } = [];

    /// <summary>Goes back to three releases, the second of which is live and the third the candidate.</summary>
    public void Forget()
    {
        Rollout = new RolloutInfo { Live = 2, Previous = 1, Candidate = 3, CandidateSince = First.AddHours(3), Percent = 20, RollbackAfter = 2 };
        Asked.Clear();
        Sources.Clear();
        Sources.AddRange(["dag_id: etl\ntasks:\n- {task_id: load, bash: one}\n", "dag_id: etl\ntasks:\n- {task_id: load, bash: two}\n", "dag_id: etl\nretries: 1\ntasks:\n- {task_id: load, bash: two}\n"]);
    }

    public Task<Page<DagVersionInfo>> ListAsync(ListQuery query, CancellationToken cancellationToken = default)
    {
        var before = query.Cursor is { } cursor ? int.Parse(cursor, CultureInfo.InvariantCulture) : int.MaxValue;
        var all = query.DagId == DagId ? Enumerable.Range(1, Sources.Count).Reverse().Where(n => n < before).Select(Info).ToList() : [];
        var page = all.Take(query.Limit).ToList();
        return Task.FromResult(new Page<DagVersionInfo>
        {
            Items = [.. page],
            NextCursor = all.Count > page.Count ? page[^1].VersionNumber.ToString(CultureInfo.InvariantCulture) : null,
        });
    }

    public Task<DagVersionInfo?> GetAsync(string dagId, int release, CancellationToken cancellationToken = default) =>
        Task.FromResult(Has(dagId, release) ? Info(release) : null);

    public Task<DagSourceInfo?> GetSourceAsync(string dagId, int? release, CancellationToken cancellationToken = default) =>
        Task.FromResult(Has(dagId, release ?? Rollout.Live) ? new DagSourceInfo(release ?? Rollout.Live, "etl.yaml", Sources[(release ?? Rollout.Live) - 1]) : null);

    public Task<DagDiffInfo?> DiffAsync(string dagId, int? from, int? to, CancellationToken cancellationToken = default)
    {
        var later = to ?? Rollout.Candidate ?? Rollout.Live;
        var earlier = from ?? (later == Rollout.Candidate ? Rollout.Live : later - 1);
        return Task.FromResult(Has(dagId, earlier) && Has(dagId, later)
            ? new DagDiffInfo
            {
                From = earlier,
                To = later,
                FromStanding = Info(earlier).Standing,
                ToStanding = Info(later).Standing,
                StructureJson = new DagDiff { Tasks = [new PartChange("load", ChangeKind.Changed, [new FieldChange("retries", null, later)])] }.ToJson().ToJsonString(),
                Source = [.. UnifiedDiff.Of(Sources[earlier - 1], Sources[later - 1], $"etl.yaml (release {earlier})", $"etl.yaml (release {later})")],
            }
            : null);
    }

    public Task<RolloutInfo?> GetRolloutAsync(string dagId, CancellationToken cancellationToken = default) => Task.FromResult(dagId == DagId ? Rollout : null);

    public Task<RolloutResult> SetRolloutAsync(string dagId, RolloutRequest request, CancellationToken cancellationToken = default) => ChangeAsync(
        dagId,
        FormattableString.Invariant($"rollout {request.Percent} {request.Next} {request.PromoteAfter} {request.RollbackAfter} {request.Release} {request.IsOff}"),
        r => r with { Percent = request.Percent, Next = request.Next, PromoteAfter = request.PromoteAfter, RollbackAfter = request.RollbackAfter });

    public Task<RolloutResult> PromoteAsync(string dagId, int? release, string requestedBy, CancellationToken cancellationToken = default) =>
        ChangeAsync(dagId, FormattableString.Invariant($"promote {release}"), r => r with { Live = release ?? r.Candidate ?? r.Live, Previous = r.Live, Candidate = null, CandidateSince = null });

    public Task<RolloutResult> RollbackAsync(string dagId, int? to, string requestedBy, CancellationToken cancellationToken = default) => ChangeAsync(
        dagId,
        FormattableString.Invariant($"rollback {to}"),
        r => to is null && r.Candidate is not null
            ? r with { Candidate = null, CandidateSince = null, RolledBack = r.Candidate, Because = "by a test" }
            : r with { Live = to ?? r.Previous!.Value, Previous = null, RolledBack = r.Live, Because = "by a test" });

    public Task<BundleRolloutResult> ChangeBundleAsync(string bundle, BundleRolloutAction action, RolloutRequest request, CancellationToken cancellationToken = default)
    {
        if (bundle != "main")
        {
            return Task.FromResult(new BundleRolloutResult { Outcome = ActionResult.Refuse(ActionStatus.NotFound, $"There is no bundle '{bundle}'.") });
        }

        Asked.Add(FormattableString.Invariant($"bundle {action} {request.Percent} {request.Next} {request.PromoteAfter} {request.RollbackAfter} {request.IsOff}"));
        return Task.FromResult(new BundleRolloutResult { Outcome = ActionResult.Done, Changed = 7 });
    }

    private DagVersionInfo Info(int release) => new()
    {
        DagId = DagId,
        VersionNumber = release,
        Version = new string((char)('a' + release), 64),
        BundleName = "main",
        BundleVersion = release == 1 ? null : new string((char)('0' + release), 40),
        RelativeFileloc = "etl.yaml",
        CreatedAt = First.AddHours(release),
        RunCount = 10 * release,
        SuccessCount = (10 * release) - 1,
        FailedCount = 1,
        Standing = release == Rollout.Live ? ReleaseStanding.Live
            : release == Rollout.Candidate ? ReleaseStanding.Candidate
            : release == Rollout.RolledBack ? ReleaseStanding.RolledBack
            : release == Rollout.Previous ? ReleaseStanding.Previous
            : ReleaseStanding.Past,
    };

    private bool Has(string dagId, int release) => dagId == DagId && release >= 1 && release <= Sources.Count;

    private Task<RolloutResult> ChangeAsync(string dagId, string what, Func<RolloutInfo, RolloutInfo> change)
    {
        if (dagId != DagId)
        {
            return Task.FromResult(new RolloutResult { Outcome = ActionResult.Refuse(ActionStatus.NotFound, $"There is no DAG '{dagId}'.") });
        }

        Asked.Add(what);
        Rollout = change(Rollout);
        return Task.FromResult(new RolloutResult { Outcome = ActionResult.Done, Rollout = Rollout });
    }
}
