using System.Globalization;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Client.Access;

/// <summary>The audit: entries about DAGs to those who see them, those about no DAG to admins.</summary>
/// <param name="inner">The installation's.</param>
/// <param name="access">The caller's.</param>
internal sealed class CallerAuditClient(IAuditClient inner, CallerAccess access) : IAuditClient
{
    private const int MaxReads = 64;

    /// <inheritdoc/>
    public async Task<Page<AuditInfo>> ListAsync(AuditQuery query, CancellationToken cancellationToken = default)
    {
        var rights = await access.Caller.GetRightsAsync();
        if (rights.Has(ApiRoles.Admin))
        {
            return await inner.ListAsync(query, cancellationToken);
        }

        if (!rights.HasSomewhere(ApiRoles.Viewer) || (query.DagId is { } dagId && !rights.Sees(dagId)))
        {
            return new Page<AuditInfo> { Items = [] };
        }

        // Entries carry their place, so a page can be cut anywhere and large steps cost little.
        var (seen, cursor) = (new List<AuditInfo>(), query.Cursor);
        for (var reads = 0; reads < MaxReads && seen.Count <= query.Limit; reads++)
        {
            var page = await inner.ListAsync(query with { Limit = 1_000, Cursor = cursor }, cancellationToken);
            seen.AddRange(page.Items.Where(e => IsSeen(e, rights)));
            cursor = page.NextCursor;
            if (cursor is null)
            {
                break;
            }
        }

        return seen.Count > query.Limit
            ? new Page<AuditInfo> { Items = [.. seen.Take(query.Limit)], NextCursor = seen[query.Limit - 1].Id.ToString(CultureInfo.InvariantCulture) }
            : new Page<AuditInfo> { Items = [.. seen], NextCursor = cursor };
    }

    /// <inheritdoc/>
    public async Task<AuditInfo?> GetAsync(long id, CancellationToken cancellationToken = default) =>
        await inner.GetAsync(id, cancellationToken) is { } entry && IsSeen(entry, await access.Caller.GetRightsAsync()) ? entry : null;

    private static bool IsSeen(AuditInfo entry, Rights rights) => entry.DagId is { } dagId ? rights.Sees(dagId) : rights.Has(ApiRoles.Admin);
}
