using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Orrery.Core.Dags;
using Orrery.Core.Versions;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Dags;

/// <content>Publishing: a new release, live at once or as the candidate.</content>
public sealed partial class DagGrain
{
    /// <inheritdoc/>
    public async Task<PublishResult> PreviewAsync(PublishRequest request)
    {
        if (_row is null)
        {
            // Nobody has seen it, so nothing must be kept of it.
            this.DeactivateOnIdle();
        }

        var reply = (await PlanAsync(request)).Reply;
        return reply.Refused is not null ? reply : reply with { Warnings = [.. reply.Warnings, .. await MissingPoolsAsync(DocumentOf(request))] };
    }

    /// <inheritdoc/>
    public async Task<PublishResult> PublishAsync(PublishRequest request)
    {
        var publication = await PlanAsync(request);
        var result = publication.Reply;
        if (publication.ChangesNothing)
        {
            // Whoever publishes again may do so because the server died before its assets were told.
            return result.IsCandidate || result.Refused is not null || publication.IsRolledBack
                ? result
                : result with { Warnings = await WarnAsync(_dag!, await RefreshAssetsAsync(_dag!, []), request.Varying, isNew: false) };
        }

        if (!result.IsNew && (result.IsCandidate || publication.IsRolledBack))
        {
            // Only its file has another name.
            await CommitAsync(_row! with { File = request.File });
            return result;
        }

        var now = clock.GetUtcNow();
        var release = result.IsNew ? DagRows.Release(DagId, result.Release, request, now) : publication.Live!;
        return result.IsCandidate
            ? await ProposeAsync(release, request, result, now)
            : await MakeLiveAsync(release, request, result, now);
    }

    /// <summary>What publishing would do. Reads, and writes nothing.</summary>
    private async Task<Publication> PlanAsync(PublishRequest request)
    {
        if (_row is not { } row)
        {
            return new Publication { Reply = Answer(release: 1, isNew: true) };
        }

        if (RefusalOf(row, request) is { } why)
        {
            return new Publication { Reply = Answer(row.Release, isNew: false) with { Refused = why }, ChangesNothing = true };
        }

        var rollout = DagRows.RolloutOf(row);
        var live = await store.GetReleaseAsync(DagId, row.Release);
        if (Publication.IsSame(live, request))
        {
            return new Publication
            {
                Reply = Answer(row.Release, isNew: false),
                Live = live,
                ChangesNothing = row.IsActive && row.File == request.File && row.CandidateRelease is null && rollout.RolledBack is null,
            };
        }

        if (row.IsActive && row.CandidateRelease is { } candidate && Publication.IsSame(await store.GetReleaseAsync(DagId, candidate), request))
        {
            return new Publication { Reply = Answer(candidate, isNew: false) with { IsCandidate = true }, Live = live, ChangesNothing = row.File == request.File };
        }

        if (row.IsActive && rollout.RolledBack is { } taken && Publication.IsSame(await store.GetReleaseAsync(DagId, taken), request))
        {
            var warning = $"This is release {taken} of DAG '{DagId}', which was rolled back ({rollout.Because}): release {row.Release} stays live. Publish something else, or bring it back with 'orrery dags promote {DagId} --release {taken}'.";
            return new Publication { Reply = Answer(row.Release, isNew: false) with { Warnings = [warning] }, Live = live, IsRolledBack = true, ChangesNothing = row.File == request.File };
        }

        var newest = await store.ListReleasesAsync(DagId, before: null, limit: 1);
        var number = Math.Max(newest is [var last] ? last.Release : 0, row.Release) + 1;
        return new Publication
        {
            Reply = Answer(number, isNew: true) with
            {
                IsCandidate = row.IsActive && rollout.Policy is not null,
                DiffJson = live is null ? null : await DiffAsync(live, request),
            },
            Live = live,
        };
    }

    private string? RefusalOf(DagRow row, PublishRequest request) => row switch
    {
        { IsActive: false } => null,
        _ when row.Bundle != request.Bundle =>
            $"DAG '{DagId}' belongs to bundle '{row.Bundle}' (file '{row.File}'): give it another dag_id, or take it out of that bundle.",
        _ when row.File != request.File && request.FileIsAmbiguous =>
            $"DAG '{DagId}' is also defined in '{row.File}': each dag_id may be defined once.",
        _ => null,
    };

    private async Task<string?> DiffAsync(DagReleaseRow live, PublishRequest request)
    {
        var (old, now) = (await store.GetDagVersionAsync(live.Version), JsonNode.Parse(request.Document)!.AsObject());
        return DagDiff.Of(
            JsonNode.Parse(old!.Document)!.AsObject(),
            now,
            JsonNode.Parse(live.InputsJson)!.AsArray(),
            JsonNode.Parse(request.InputsJson)!.AsArray()).ToJson().ToJsonString();
    }

    private async Task<PublishResult> MakeLiveAsync(DagReleaseRow release, PublishRequest request, PublishResult result, DateTimeOffset now)
    {
        var (before, wasInService) = (_row, _row is { IsActive: true });
        var dag = DocumentOf(request);
        var row = before ?? DagRows.New(DagId, request, dag.IsPausedUponCreation ?? options.PausedAtCreation, now);
        row = DagRows.WithoutCandidate(row) with { Bundle = request.Bundle, File = request.File, IsActive = true };
        row = row with { RolloutJson = (DagRows.RolloutOf(row) with { RolledBack = null, Because = null }).ToJson() };
        var changes = await GoLiveAsync(row, release, dag, keepsPrevious: true, NewRows(release, request, result, now), now);
        LogPublished(logger, DagId, release.Release, request.Version);
        var warnings = await WarnAsync(dag, await RefreshAssetsAsync(dag, changes), request.Varying, isNew: before is null);
        if (before is not null)
        {
            // It may allow more runs at once than before, and what waited while it was out of service goes on.
            await StartQueuedAsync();
            if (!wasInService)
            {
                await WakeBackfillAsync();
            }
        }

        return result with { Warnings = warnings };
    }

    private async Task<PublishResult> ProposeAsync(DagReleaseRow release, PublishRequest request, PublishResult result, DateTimeOffset now)
    {
        var row = Propose(_row! with { File = request.File }, release.Release, DagRows.RolloutOf(_row).Policy!, now);
        await CommitAsync(row, [row, .. NewRows(release, request, result, now)]);
        LogCandidate(logger, DagId, release.Release, request.Version);
        return result;
    }

    /// <summary>What is written the first time a release is published.</summary>
    private List<StoreRow> NewRows(DagReleaseRow release, PublishRequest request, PublishResult result, DateTimeOffset now)
    {
        List<StoreRow> rows = [];
        if (result.IsNew)
        {
            rows.Add(new DagVersionRow { Version = request.Version, DagId = DagId, Document = request.Document, CreatedAt = now });
            rows.Add(release);
            if (request.SourceBlob is null)
            {
                rows.Add(new DagSourceRow { DagId = DagId, Release = release.Release, Content = request.Source });
            }
        }

        return rows;
    }

    /// <summary>Makes a release live: schedule, assets and limits are its from now on, all in one commit.</summary>
    /// <returns>What changes in what the DAG says of assets; they are to be told.</returns>
    private async Task<IReadOnlyList<StoreRow>> GoLiveAsync(
        DagRow row, DagReleaseRow release, DagDefinition dag, bool keepsPrevious, List<StoreRow> others, DateTimeOffset now)
    {
        var mentions = await MentionChangesAsync(dag, now);
        Use(dag);

        // Who went back must not come forward again by going back once more.
        var previous = row.Release == release.Release ? row.PreviousRelease : keepsPrevious && row.Release > 0 ? row.Release : (int?)null;
        row = Schedule(DagRows.Describe(row, dag, _timetable!, release, now) with { PreviousRelease = previous }, now);
        await CommitAsync(row, [row, .. others, .. mentions]);
        return mentions;
    }

    private static DagDefinition DocumentOf(PublishRequest request) => DagDocument.FromJson(JsonNode.Parse(request.Document)!.AsObject());

    private PublishResult Answer(int release, bool isNew) => new() { DagId = DagId, Release = release, IsNew = isNew };

    [LoggerMessage(EventIds.DagPublished, LogLevel.Information, "DAG {DagId}: release {Release} is live, version {Version}")]
    private static partial void LogPublished(ILogger logger, string dagId, int release, string version);

    [LoggerMessage(EventIds.CandidatePublished, LogLevel.Information, "DAG {DagId}: release {Release} is the candidate, version {Version}")]
    private static partial void LogCandidate(ILogger logger, string dagId, int release, string version);
}
