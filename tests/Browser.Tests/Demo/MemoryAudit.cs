using System.Globalization;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Client.Testing;

/// <summary>An audit in memory.</summary>
internal sealed class MemoryAudit : IAuditClient
{
    /// <summary>The entries, by number.</summary>
    public List<AuditInfo> Entries { get; } = [];

    /// <summary>What was asked for.</summary>
    public List<AuditQuery> Asked { get; } = [];

    public Task<Page<AuditInfo>> ListAsync(AuditQuery query, CancellationToken cancellationToken = default)
    {
        Asked.Add(query);
        var beyond = query.Cursor is { } cursor ? long.Parse(cursor, CultureInfo.InvariantCulture) : (long?)null;
        var wanted = Entries.Where(e => query.DagId is null || e.DagId == query.DagId)
            .Where(e => beyond is null || (query.NewestFirst ? e.Id < beyond : e.Id > beyond));
        var rest = (query.NewestFirst ? wanted.OrderByDescending(e => e.Id) : wanted.OrderBy(e => e.Id)).ToList();
        return Task.FromResult(new Page<AuditInfo>
        {
            Items = [.. rest.Take(query.Limit)],
            NextCursor = rest.Count > query.Limit ? rest[query.Limit - 1].Id.ToString(CultureInfo.InvariantCulture) : null,
        });
    }

    public Task<AuditInfo?> GetAsync(long id, CancellationToken cancellationToken = default) => Task.FromResult(Entries.Find(e => e.Id == id));
}
