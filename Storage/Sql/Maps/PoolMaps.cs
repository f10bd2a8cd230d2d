using Orrery.Storage.Rows;

namespace Orrery.Storage.Sql.Maps;

/// <summary>Pools, and what fences their grants.</summary>
/// <remarks>Initializers run in the order they are written, which is that of the columns.</remarks>
internal static class PoolMaps
{
    public static readonly RowMap<PoolRow> Pool = new(
        "pool",
        keys: 1,
        "name, slots, description, include_deferred",
        (s, r) => s.Add(r.Name).Add(r.Slots).Add(r.Description).Add(r.IncludeDeferred),
        s => new PoolRow { Name = s.Text(), Slots = s.Int32(), Description = s.TextOrNull(), IncludeDeferred = s.Bool(), Revision = s.Int64() });

    public static readonly RowMap<LimitEpochRow> LimitEpoch = new(
        "limit_epoch",
        keys: 1,
        "limit_key, opened_at",
        (s, r) => s.Add(r.LimitKey).Add(r.OpenedAt),
        s => new LimitEpochRow { LimitKey = s.Text(), OpenedAt = s.Instant(), Revision = s.Int64() });
}
