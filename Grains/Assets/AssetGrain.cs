using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Orrery.Core.Assets;
using Orrery.Grains.Identity;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Runs;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Assets;

/// <summary>One asset. Its row fences everything it writes.</summary>
/// <remarks>
/// News reach a run exactly once. The outbox row is written with the task's success. Here it becomes an event, in one commit that takes it
/// out of the outbox. The DAGs that wait get a row in their queue, as often as it takes until all were told; only then the news count as
/// spread. A DAG's run, the removal of its queue row and the record of what it consumed are one commit, and events at or below that record
/// are no news, so what is told twice leads to nothing. The grain factory is injected since the grain's own is closed once the activation has
/// gone: telling that has begun goes on to its end.
/// </remarks>
public sealed partial class AssetGrain(IStore store, IGrainFactory grains, TimeProvider clock, ILogger<AssetGrain> logger) : Grain, IAssetGrain
{
    private const int DeliveryBatch = 100;
    private const int MaxExtra = 1 << 20;

    private AssetRow? _row;

    private string Uri => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _retry = this.RegisterGrainTimer(_ => DeliverAsync(), Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _row = await store.GetAssetAsync(Uri, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (reason.ReasonCode != DeactivationReasonCode.ShuttingDown)
        {
            // They ask again, and with that the next activation knows them.
            TellRuns();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task DeliverAsync()
    {
        while (await store.ListAssetOutboxAsync(Uri, DeliveryBatch) is { Count: > 0 } news)
        {
            // First what the aliases stand for: it says who waits for the event.
            var row = await AssociateAsync(news);
            List<StoreRow> rows = [];
            foreach (var item in news)
            {
                row = WithEvent(row, item.At);
                rows.Add(ToEvent(item, row.LastEventId));
                rows.Add(new AssetOutboxRemoval(item.Uri, item.RunPk, item.Ordinal, item.TryNumber));
            }

            await CommitAsync(row, rows);
            TellRuns();
            LogDelivered(logger, Uri, news.Count);
        }

        Spread();
    }

    /// <inheritdoc/>
    public async Task<AssetStanding> RefreshAsync()
    {
        var before = _row;
        var row = await DescribeAsync(before ?? New());
        if (before is not null || row.IsActive || row.Problem is not null)
        {
            if (row != before)
            {
                await CommitAsync(row with { UpdatedAt = clock.GetUtcNow() }, []);
                LogChanged(logger, Uri, row.Name, row.IsActive);
                WakeNamesakes(before?.Name, row.Name);
                if (before is not null && (before.Name, before.Problem) != (row.Name, row.Problem))
                {
                    ReviewDags();
                }
            }
        }

        return new AssetStanding { Name = row.Name, IsActive = row.IsActive, Problem = row.Problem };
    }

    /// <inheritdoc/>
    public async Task<AssetEmissionResult> EmitAsync(AssetEmission emission)
    {
        if (_row is not { } known)
        {
            this.DeactivateOnIdle();
            return Refuse(ActionStatus.NotFound, $"There is no asset '{Uri}': mention it in a DAG first.");
        }

        if (known.Problem is { } problem)
        {
            return Refuse(ActionStatus.Conflict, problem);
        }

        if (!known.IsActive)
        {
            return Refuse(ActionStatus.NotFound, $"No DAG mentions the asset '{Uri}' any more: nothing waits for its news.");
        }

        if (emission.ExtraJson is { } extra && !IsObject(extra))
        {
            return Refuse(ActionStatus.Invalid, $"extra must be a JSON object of at most {MaxExtra} characters, such as {{\"rows\": 42}}.");
        }

        var now = clock.GetUtcNow();
        var row = WithEvent(known, now);
        var news = new AssetEventRow { Uri = Uri, EventId = row.LastEventId, At = now, ExtraJson = emission.ExtraJson ?? "{}", Actor = emission.Actor };
        var about = new JsonObject { ["uri"] = Uri, ["event_id"] = news.EventId };
        var audit = Audits.OfChange(clock, "create_asset_event", about, before: null, new JsonObject { ["extra"] = Audits.Json(emission.ExtraJson) }, emission.Actor);
        await CommitAsync(row, [news, audit]);
        TellRuns();
        Spread();
        return new AssetEmissionResult { Outcome = ActionResult.Done, Event = AssetInfos.Of(news, row, []) };
    }

    /// <inheritdoc/>
    public async Task<int> ForgetNewsAsync()
    {
        var queued = await store.ListAssetQueueOfAssetAsync(Uri);
        if (queued.Count > 0)
        {
            var audit = Audits.OfChange(clock, "delete_queued_asset_events", new JsonObject { ["uri"] = Uri }, AssetAudits.Of(queued), after: null);
            await store.CommitAsync([.. queued.Select(q => new AssetQueueRemoval(q.DagId, q.Uri, q.EventId)), audit]);
        }

        return queued.Count;
    }

    private static AssetEmissionResult Refuse(ActionStatus status, string why) => new() { Outcome = ActionResult.Refuse(status, why) };

    private static bool IsObject(string json)
    {
        if (json.Length > MaxExtra)
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static AssetRow WithEvent(AssetRow row, DateTimeOffset at) => row with
    {
        LastEventId = Math.Max(row.LastEventId + 1, AssetIds.EventAt(at)),
        LastEventAt = row.LastEventAt > at ? row.LastEventAt : at,
    };

    private static AssetEventRow ToEvent(AssetOutboxRow item, long eventId) => new()
    {
        Uri = item.Uri,
        EventId = eventId,
        At = item.At,
        ExtraJson = item.ExtraJson,
        SourceDagId = item.DagId,
        SourceRunId = item.RunId,
        SourceTaskId = item.TaskId,
        SourceMapIndex = item.MapIndex,
        AliasesJson = item.AliasesJson,
    };

    private AssetRow New()
    {
        var now = clock.GetUtcNow();
        return new AssetRow { Revision = 0, Uri = Uri, AssetId = AssetIds.Of(Uri), Name = Uri, Group = AssetDefinition.DefaultGroup, CreatedAt = now, UpdatedAt = now };
    }

    /// <summary>The row after what DAGs say of the asset at present.</summary>
    private async Task<AssetRow> DescribeAsync(AssetRow row)
    {
        var mentions = await store.ListAssetReferencesAsync(AssetRef.Asset(Uri));
        var described = AssetClaims.Describe(row, mentions, mentions.Count == 0 && await IsMeantByAliasAsync());
        return described.IsActive ? AssetClaims.Contest(described, await store.ListAssetReferencesNamedAsync(described.Name)) : described;
    }

    private async Task<bool> IsMeantByAliasAsync()
    {
        foreach (var alias in await store.ListAliasesOfAssetAsync(Uri))
        {
            if ((await store.ListAssetReferencesAsync(AssetRef.Alias(alias.Alias))).Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes down which aliases stand for the asset now; the row, made if there was none.</summary>
    private async Task<AssetRow> AssociateAsync(IReadOnlyList<AssetOutboxRow> news)
    {
        var meant = news.SelectMany(n => JsonSerializer.Deserialize<string[]>(n.AliasesJson)!).ToHashSet(StringComparer.Ordinal);
        meant.ExceptWith((await store.ListAliasesOfAssetAsync(Uri)).Select(a => a.Alias));
        if (meant.Count > 0)
        {
            var now = clock.GetUtcNow();
            await store.CommitAsync([.. meant.Select(alias => new AssetAliasRow { Alias = alias, Uri = Uri, CreatedAt = now })]);
        }

        return _row is { } row && meant.Count == 0 ? row : await DescribeAsync(_row ?? New());
    }

    private async Task CommitAsync(AssetRow row, List<StoreRow> rows)
    {
        try
        {
            if (await store.CommitAsync([row, .. rows]) == CommitOutcome.Stale)
            {
                throw new StaleActivationException($"Asset '{Uri}' was written by another activation since it was read; this one goes away.");
            }
        }
        catch
        {
            // What this activation believes may no longer be what the store holds: the next call reads it again.
            this.DeactivateOnIdle();
            throw;
        }

        _row = row with { Revision = row.Revision + 1 };
    }

    [LoggerMessage(EventIds.AssetNewsDelivered, LogLevel.Debug, "Asset {Uri}: {Count} events")]
    private static partial void LogDelivered(ILogger logger, string uri, int count);

    [LoggerMessage(EventIds.AssetChanged, LogLevel.Information, "Asset {Uri} goes by '{Name}', active: {IsActive}")]
    private static partial void LogChanged(ILogger logger, string uri, string name, bool isActive);
}
