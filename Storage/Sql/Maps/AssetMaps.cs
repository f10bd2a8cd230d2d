using Orrery.Core.Assets;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Sql.Maps;

/// <summary>Assets, their events, and who waits for them.</summary>
/// <remarks>Initializers run in the order they are written, which is that of the columns.</remarks>
internal static class AssetMaps
{
    public static readonly RowMap<AssetRow> Asset = new(
        "asset",
        keys: 1,
        "uri, asset_id, name, group_name, extra, is_active, problem, last_event_id, last_event_at, spread_event_id, created_at, updated_at",
        (s, r) => s.Add(r.Uri).Add(r.AssetId).Add(r.Name).Add(r.Group).Add(r.ExtraJson).Add(r.IsActive).Add(r.Problem)
            .Add(r.LastEventId).Add(r.LastEventAt).Add(r.SpreadEventId).Add(r.CreatedAt).Add(r.UpdatedAt),
        s => new AssetRow
        {
            Uri = s.Text(),
            AssetId = s.Int64(),
            Name = s.Text(),
            Group = s.Text(),
            ExtraJson = s.Text(),
            IsActive = s.Bool(),
            Problem = s.TextOrNull(),
            LastEventId = s.Int64(),
            LastEventAt = s.InstantOrNull(),
            SpreadEventId = s.Int64(),
            CreatedAt = s.Instant(),
            UpdatedAt = s.Instant(),
            Revision = s.Int64(),
        });

    public static readonly RowMap<AssetReferenceRow> Reference = new(
        "asset_reference",
        keys: 5,
        "dag_id, kind, target, role, task_id, name, group_name, extra, created_at",
        (s, r) => s.Add(r.DagId).Add((long)r.Kind).Add(r.Target).Add((long)r.Role).Add(r.TaskId).Add(r.Name).Add(r.Group).Add(r.ExtraJson).Add(r.CreatedAt),
        s => new AssetReferenceRow
        {
            DagId = s.Text(),
            Kind = (AssetRefKind)s.Int32(),
            Target = s.Text(),
            Role = (AssetRole)s.Int32(),
            TaskId = s.Text(),
            Name = s.Text(),
            Group = s.Text(),
            ExtraJson = s.Text(),
            CreatedAt = s.Instant(),
        },
        keep: "created_at");

    public static readonly RowMap<AssetAliasRow> Alias = new(
        "asset_alias",
        keys: 2,
        "alias, uri, created_at",
        (s, r) => s.Add(r.Alias).Add(r.Uri).Add(r.CreatedAt),
        s => new AssetAliasRow { Alias = s.Text(), Uri = s.Text(), CreatedAt = s.Instant() });

    public static readonly RowMap<AssetOutboxRow> Outbox = new(
        "asset_outbox",
        keys: 4,
        "uri, run_pk, ordinal, try_number, dag_id, run_id, task_id, map_index, at, extra, aliases",
        (s, r) => s.Add(r.Uri).Add(r.RunPk).Add(r.Ordinal).Add(r.TryNumber).Add(r.DagId).Add(r.RunId).Add(r.TaskId).Add(r.MapIndex)
            .Add(r.At).Add(r.ExtraJson).Add(r.AliasesJson),
        s => new AssetOutboxRow
        {
            Uri = s.Text(),
            RunPk = s.Int64(),
            Ordinal = s.Int32(),
            TryNumber = s.Int32(),
            DagId = s.Text(),
            RunId = s.Text(),
            TaskId = s.Text(),
            MapIndex = s.Int32(),
            At = s.Instant(),
            ExtraJson = s.Text(),
            AliasesJson = s.Text(),
        });

    public static readonly RowMap<AssetEventRow> Event = new(
        "asset_event",
        keys: 2,
        "uri, event_id, at, extra, source_dag_id, source_run_id, source_task_id, source_map_index, aliases, actor",
        (s, r) => s.Add(r.Uri).Add(r.EventId).Add(r.At).Add(r.ExtraJson).Add(r.SourceDagId).Add(r.SourceRunId).Add(r.SourceTaskId)
            .Add(r.SourceMapIndex).Add(r.AliasesJson).Add(r.Actor),
        s => new AssetEventRow
        {
            Uri = s.Text(),
            EventId = s.Int64(),
            At = s.Instant(),
            ExtraJson = s.Text(),
            SourceDagId = s.TextOrNull(),
            SourceRunId = s.TextOrNull(),
            SourceTaskId = s.TextOrNull(),
            SourceMapIndex = s.Int32(),
            AliasesJson = s.Text(),
            Actor = s.TextOrNull(),
        });

    public static readonly RowMap<AssetQueueRow> Queue = new(
        "asset_dag_queue",
        keys: 2,
        "dag_id, uri, event_id, queued_at",
        (s, r) => s.Add(r.DagId).Add(r.Uri).Add(r.EventId).Add(r.QueuedAt),
        s => new AssetQueueRow { DagId = s.Text(), Uri = s.Text(), EventId = s.Int64(), QueuedAt = s.Instant() });

    public static readonly RowMap<AssetConsumptionRow> Consumption = new(
        "asset_consumption",
        keys: 3,
        "dag_id, uri, to_event_id, from_event_id, run_pk",
        (s, r) => s.Add(r.DagId).Add(r.Uri).Add(r.ToEventId).Add(r.FromEventId).Add(r.RunPk),
        s => new AssetConsumptionRow { DagId = s.Text(), Uri = s.Text(), ToEventId = s.Int64(), FromEventId = s.Int64(), RunPk = s.Int64() });
}
