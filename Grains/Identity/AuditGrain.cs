using System.Globalization;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Identity;
using Orrery.Storage;

namespace Orrery.Grains.Identity;

/// <summary>Reads the audit from the store.</summary>
[StatelessWorker]
public sealed class AuditGrain(IStore store) : Grain, IAuditGrain
{
    private const int MaxPage = 1_000;

    /// <inheritdoc/>
    public async Task<Page<AuditInfo>> ListAsync(AuditQuery query)
    {
        var limit = Math.Clamp(query.Limit, 1, MaxPage);
        var entries = await store.ListAuditEntriesAsync(new AuditFilter
        {
            DagId = query.DagId,
            RunId = query.RunId,
            TaskId = query.TaskId,
            MapIndex = query.MapIndex,
            TryNumber = query.TryNumber,
            Actor = query.Owner,
            Events = query.Events,
            ExcludedEvents = query.ExcludedEvents,
            From = query.After,
            To = query.Before,
            NewestFirst = query.NewestFirst,
            Beyond = long.TryParse(query.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null,
            Limit = limit + 1,
        });
        return new Page<AuditInfo>
        {
            Items = [.. entries.Take(limit).Select(ToInfo)],
            NextCursor = entries.Count > limit ? entries[limit - 1].Id.ToString(CultureInfo.InvariantCulture) : null,
        };
    }

    /// <inheritdoc/>
    public async Task<AuditInfo?> GetAsync(long id) => await store.GetAuditEntryAsync(id) is { } entry ? ToInfo(entry) : null;

    private static AuditInfo ToInfo(AuditEntry entry) => new()
    {
        Id = entry.Id,
        When = entry.Row.At,
        Event = entry.Row.Event,
        Owner = entry.Row.Actor,
        Address = entry.Row.Address,
        DagId = entry.Row.DagId,
        RunId = entry.Row.RunId,
        TaskId = entry.Row.TaskId,
        MapIndex = entry.Row.MapIndex,
        TryNumber = entry.Row.TryNumber,
        DetailsJson = entry.Row.DetailsJson,
    };
}
