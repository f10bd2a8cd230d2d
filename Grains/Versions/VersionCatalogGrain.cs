using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Orrery.Core.States;
using Orrery.Core.Versions;
using Orrery.Grains.Dags;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Versions;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Versions;

/// <summary>Releases from the store.</summary>
[StatelessWorker]
public sealed class VersionCatalogGrain(IStore store) : Grain, IVersionCatalogGrain
{
    private const int MaxLimit = 1_000;

    /// <inheritdoc/>
    public async Task<Page<DagVersionInfo>?> ListAsync(ListQuery query)
    {
        if (await store.GetDagAsync(query.DagId!) is not { } dag)
        {
            return null;
        }

        var limit = Math.Clamp(query.Limit, 1, MaxLimit);
        var before = int.TryParse(query.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null;
        var rows = await store.ListReleasesAsync(dag.DagId, before, limit + 1);
        var page = rows.Take(limit).ToList();
        var runs = await RunsOfAsync(dag.DagId);
        return new Page<DagVersionInfo>
        {
            Items = [.. page.Select(r => InfoOf(dag, r, runs))],
            NextCursor = rows.Count > limit ? page[^1].Release.ToString(CultureInfo.InvariantCulture) : null,
        };
    }

    /// <inheritdoc/>
    public async Task<DagVersionInfo?> GetAsync(string dagId, int release) =>
        await store.GetDagAsync(dagId) is { } dag && await store.GetReleaseAsync(dagId, release) is { } row
            ? InfoOf(dag, row, await RunsOfAsync(dagId))
            : null;

    /// <inheritdoc/>
    public async Task<DagSourceInfo?> GetSourceAsync(string dagId, int? release) =>
        (release ?? (await store.GetDagAsync(dagId))?.Release) is { } number
        && await store.GetReleaseAsync(dagId, number) is { } row
        && await SourceOfAsync(row) is { } text
            ? new DagSourceInfo(number, row.File, text)
            : null;

    /// <inheritdoc/>
    public async Task<DagDiffInfo?> DiffAsync(string dagId, int? from, int? to)
    {
        if (await store.GetDagAsync(dagId) is not { } dag)
        {
            return null;
        }

        var later = to ?? dag.CandidateRelease ?? dag.Release;
        var earlier = from ?? (later == dag.CandidateRelease ? dag.Release : (await store.ListReleasesAsync(dagId, later, limit: 1)) is [var one] ? one.Release : later);
        if (await store.GetReleaseAsync(dagId, earlier) is not { } old || await store.GetReleaseAsync(dagId, later) is not { } now)
        {
            return null;
        }

        var structure = DagDiff.Of(await DocumentOfAsync(old), await DocumentOfAsync(now), InputsOf(old), InputsOf(now));
        var source = UnifiedDiff.Of(
            await SourceOfAsync(old) ?? "", await SourceOfAsync(now) ?? "", $"{old.File} (release {old.Release})", $"{now.File} (release {now.Release})");
        return new DagDiffInfo
        {
            From = earlier,
            To = later,
            FromStanding = StandingOf(dag, earlier),
            ToStanding = StandingOf(dag, later),
            StructureJson = structure.ToJson().ToJsonString(),
            Source = [.. source],
        };
    }

    /// <inheritdoc/>
    public async Task<RolloutInfo?> GetRolloutAsync(string dagId) => await store.GetDagAsync(dagId) is { } dag ? Infos.RolloutOf(dag) : null;

    private static DagVersionInfo InfoOf(DagRow dag, DagReleaseRow row, ILookup<int, DagRunState> runs)
    {
        var states = runs[row.Release].ToList();
        return new DagVersionInfo
        {
            DagId = row.DagId,
            VersionNumber = row.Release,
            Version = row.Version,
            BundleName = row.Bundle,
            BundleVersion = row.SourceReference ?? row.Snapshot,
            RelativeFileloc = row.File,
            CreatedAt = row.CreatedAt,
            RunCount = states.Count,
            SuccessCount = states.Count(s => s == DagRunState.Success),
            FailedCount = states.Count(s => s == DagRunState.Failed),
            Standing = StandingOf(dag, row.Release),
        };
    }

    private static ReleaseStanding StandingOf(DagRow dag, int release) => release switch
    {
        _ when release == dag.Release => ReleaseStanding.Live,
        _ when release == dag.CandidateRelease => ReleaseStanding.Candidate,
        _ when release == DagRows.RolloutOf(dag).RolledBack => ReleaseStanding.RolledBack,
        _ when release == dag.PreviousRelease => ReleaseStanding.Previous,
        _ => ReleaseStanding.Past,
    };

    private static JsonArray InputsOf(DagReleaseRow release) => JsonNode.Parse(release.InputsJson)!.AsArray();

    private async Task<ILookup<int, DagRunState>> RunsOfAsync(string dagId) =>
        (await store.ListReleaseRunsAsync(dagId, DagVersionInfo.CountedRuns)).ToLookup(r => r.Release, r => r.State);

    private async Task<JsonObject> DocumentOfAsync(DagReleaseRow release) =>
        JsonNode.Parse((await store.GetDagVersionAsync(release.Version))!.Document)!.AsObject();

    private async Task<string?> SourceOfAsync(DagReleaseRow release) => release.SourceBlob is { } blob
        ? await store.GetBlobAsync(blob) is { } row ? Encoding.UTF8.GetString(row.Content) : null
        : await store.GetSourceAsync(release.DagId, release.Release);
}
