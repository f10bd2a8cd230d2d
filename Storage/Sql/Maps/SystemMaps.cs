using Orrery.Storage.Rows;

namespace Orrery.Storage.Sql.Maps;

/// <summary>Bundles, the audit, hosts, and what grains keep besides.</summary>
/// <remarks>Initializers run in the order they are written, which is that of the columns.</remarks>
internal static class SystemMaps
{
    public static readonly RowMap<BundleRow> Bundle = new(
        "bundle",
        keys: 1,
        "name, backend, location, scanned_at, settings, manifest, snapshot, source_reference, fetched_at, problem, is_active",
        (s, r) => s.Add(r.Name).Add(r.Backend).Add(r.Location).Add(r.ScannedAt).Add(r.SettingsJson).Add(r.ManifestJson)
            .Add(r.Snapshot).Add(r.SourceReference).Add(r.FetchedAt).Add(r.Problem).Add(r.IsActive),
        s => new BundleRow
        {
            Name = s.Text(),
            Backend = s.Text(),
            Location = s.Text(),
            ScannedAt = s.InstantOrNull(),
            SettingsJson = s.Text(),
            ManifestJson = s.Text(),
            Snapshot = s.TextOrNull(),
            SourceReference = s.TextOrNull(),
            FetchedAt = s.InstantOrNull(),
            Problem = s.TextOrNull(),
            IsActive = s.Bool(),
            Revision = s.Int64(),
        });

    public static readonly RowMap<ImportErrorRow> ImportError = new(
        "import_error",
        keys: 2,
        "bundle, file, message, first_seen, last_seen, details",
        (s, r) => s.Add(r.Bundle).Add(r.File).Add(r.Message).Add(r.FirstSeen).Add(r.LastSeen).Add(r.DetailsJson),
        s => new ImportErrorRow
        {
            Bundle = s.Text(),
            File = s.Text(),
            Message = s.Text(),
            FirstSeen = s.Instant(),
            LastSeen = s.Instant(),
            DetailsJson = s.Text(),
        },
        keep: "first_seen");

    public static readonly RowMap<AuditRow> Audit = new(
        "audit",
        keys: 0,
        "at, actor, event, dag_id, run_id, task_id, map_index, try_number, address, details",
        (s, r) => s.Add(r.At).Add(r.Actor).Add(r.Event).Add(r.DagId).Add(r.RunId).Add(r.TaskId)
            .Add(r.MapIndex).Add(r.TryNumber).Add(r.Address).Add(r.DetailsJson),
        s => new AuditRow
        {
            At = s.Instant(),
            Actor = s.Text(),
            Event = s.Text(),
            DagId = s.TextOrNull(),
            RunId = s.TextOrNull(),
            TaskId = s.TextOrNull(),
            MapIndex = s.Int32OrNull(),
            TryNumber = s.Int32OrNull(),
            Address = s.TextOrNull(),
            DetailsJson = s.TextOrNull(),
        });

    public static readonly RowMap<RuntimeHostRow> RuntimeHost = new(
        "runtime_host",
        keys: 1,
        "name, capacity, queues, heartbeat_at",
        (s, r) => s.Add(r.Name).Add(r.Capacity).Add(r.QueuesJson).Add(r.HeartbeatAt),
        s => new RuntimeHostRow { Name = s.Text(), Capacity = s.Int32(), QueuesJson = s.Text(), HeartbeatAt = s.Instant() });

    public static readonly RowMap<ApiTokenRow> ApiToken = new(
        "api_token",
        keys: 1,
        "token_id, name, secret_hash, role, bundle, user_name, grants, created_by, created_at, expires_at, revoked_at, last_used_at",
        (s, r) => s.Add(r.TokenId).Add(r.Name).Add(r.SecretHash).Add(r.Role).Add(r.Bundle).Add(r.UserName).Add(r.GrantsJson).Add(r.CreatedBy).Add(r.CreatedAt)
            .Add(r.ExpiresAt).Add(r.RevokedAt).Add(r.LastUsedAt),
        s => new ApiTokenRow
        {
            TokenId = s.Text(),
            Name = s.Text(),
            SecretHash = s.Text(),
            Role = s.Text(),
            Bundle = s.TextOrNull(),
            UserName = s.TextOrNull(),
            GrantsJson = s.Text(),
            CreatedBy = s.Text(),
            CreatedAt = s.Instant(),
            ExpiresAt = s.InstantOrNull(),
            RevokedAt = s.InstantOrNull(),
            LastUsedAt = s.InstantOrNull(),
        });

    public static readonly RowMap<GrainStateRow> GrainState = new(
        "grain_state",
        keys: 3,
        "grain_type, grain_key, name, payload",
        (s, r) => s.Add(r.GrainType).Add(r.GrainKey).Add(r.Name).Add(r.Payload),
        s => new GrainStateRow { GrainType = s.Text(), GrainKey = s.Text(), Name = s.Text(), Payload = s.BytesOrNull(), Revision = s.Int64() });

    public static readonly RowMap<ReminderRow> Reminder = new(
        "reminder",
        keys: 2,
        "grain_id, name, start_at, period",
        (s, r) => s.Add(r.GrainId).Add(r.Name).Add(r.StartAt).Add(r.Period),
        s => new ReminderRow { GrainId = s.Text(), Name = s.Text(), StartAt = s.Instant(), Period = s.Span() });
}
