using System.Collections.Immutable;
using Orrery.Core.Assets;
using Orrery.Core.Dags;
using Orrery.Grains.Assets;
using Orrery.Grains.Identity;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Dags;

/// <content>What the DAG says of assets, and the runs their news lead to.</content>
public sealed partial class DagGrain
{
    private const int Parallel = 16;

    /// <inheritdoc/>
    public Task AssetsChangedAsync() => CreateAssetRunsAsync();

    /// <inheritdoc/>
    public async Task<int> ForgetAssetNewsAsync(string? uri)
    {
        var queued = (await store.ListAssetQueueAsync(DagId)).Where(q => uri is null || q.Uri == uri).ToList();
        if (queued.Count > 0)
        {
            await store.CommitAsync([.. queued.Select(ToRemoval), Audit("delete_queued_asset_events", runId: null).WithChange(AssetAudits.Of(queued), after: null)]);
        }

        return queued.Count;
    }

    private static AssetQueueRemoval ToRemoval(AssetQueueRow queued) => new(queued.DagId, queued.Uri, queued.EventId);

    /// <summary>What changes in what the DAG says of assets, to be written with its new version.</summary>
    private async Task<List<StoreRow>> MentionChangesAsync(DagDefinition dag, DateTimeOffset now)
    {
        // A DAG nobody has seen before has said nothing yet.
        var before = _row is null ? [] : (await store.ListDagAssetReferencesAsync(DagId)).ToDictionary(KeyOf);
        var after = AssetClaims.MentionsOf(dag, now).ToDictionary(KeyOf);
        return
        [
            .. before.Keys.Where(k => !after.ContainsKey(k)),
            .. after.Where(m => !before.TryGetValue(m.Key, out var known) || known with { CreatedAt = now } != m.Value).Select(m => m.Value),
        ];

        static AssetReferenceRemoval KeyOf(AssetReferenceRow row) => new(row.DagId, row.Kind, row.Target, row.Role, row.TaskId);
    }

    /// <summary>Has assets read what DAGs say of them; answers what is not as this DAG means it. Harmless when repeated.</summary>
    private async Task<ImmutableArray<string>> RefreshAssetsAsync(DagDefinition dag, IEnumerable<StoreRow> changes)
    {
        var taken = changes.OfType<AssetReferenceRemoval>().Where(r => r.Kind == AssetRefKind.Asset).Select(r => r.Target);
        var meant = AssetClaims.MentionsOf(dag, default).Where(m => m.Kind == AssetRefKind.Asset).Select(m => m.Target).ToHashSet(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var group in meant.Concat(taken).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Chunk(Parallel))
        {
            var standings = await Task.WhenAll(group.Select(async uri => (Uri: uri, Standing: await GrainFactory.GetGrain<IAssetGrain>(uri).RefreshAsync())));
            problems.AddRange(standings.Where(s => meant.Contains(s.Uri)).Select(s => AssetClaims.ProblemFor(dag, s.Uri, s.Standing.Name, s.Standing.Problem)).OfType<string>());
        }

        return [.. problems];
    }

    /// <summary>
    /// Creates a run if the news make the DAG's expression true: one, however many there are. The run, what it consumes and what is taken from
    /// the queue are one commit.
    /// </summary>
    private async Task CreateAssetRunsAsync()
    {
        while (_row is { IsActive: true, IsPaused: false } row && _dag is { ScheduleAssets: { } condition } dag)
        {
            var queue = await DagAssetQueue.ReadAsync(store, DagId, condition);
            if (!condition.IsTrue(queue.News))
            {
                if (queue.Outdated.Count > 0)
                {
                    await store.CommitAsync([.. queue.Outdated.Select(ToRemoval)]);
                }

                return;
            }

            if (await IsFullAsync())
            {
                // News go on being queued; the end of a run comes back to them.
                return;
            }

            var pin = await LivePinAsync(row);
            var run = pin.On(runs.AssetTriggered(row, dag, queue.Newest, clock.GetUtcNow()));
            var consumed = queue.Fresh.Select(f => new AssetConsumptionRow
            {
                DagId = DagId,
                Uri = f.Row.Uri,
                FromEventId = f.Known,
                ToEventId = f.Row.EventId,
                RunPk = run.RunPk,
            });
            await CommitAsync(
                row,
                [row, .. await NewRunRows.OfAsync(store, run, pin.Plan), .. consumed, .. queue.Fresh.Select(f => ToRemoval(f.Row)), .. queue.Outdated.Select(ToRemoval)]);
            LogRunCreated(logger, DagId, run.RunId);
            notifier.Notice(DagId, run.RunId);
            await StartQueuedRunsAsync();
        }
    }
}
