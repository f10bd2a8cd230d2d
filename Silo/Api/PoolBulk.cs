using Orrery.Client;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Silo.Api;

/// <summary>Several pools at a time.</summary>
/// <param name="pools">The pools.</param>
internal sealed class PoolBulk(IPoolClient pools) : IBulkTarget
{
    /// <inheritdoc/>
    public string What => "pools";

    /// <inheritdoc/>
    public string KeyField => "name";

    /// <inheritdoc/>
    public string[] Fields => ["name", "pool", "slots", "description", "include_deferred", "team_name"];

    /// <inheritdoc/>
    public BulkChange Read(BodyReader body, bool isNew, string[] mask)
    {
        var name = body.Text("name", Ids.MaxLength) ?? "";
        var settings = PoolEndpoints.Masked(PoolEndpoints.Read(body), mask);
        if (Ids.Problem(IdKind.Name, name) is { } wrong)
        {
            body.Add("name", wrong);
        }

        if (isNew && settings.Slots is null)
        {
            body.Add("slots", "Say how many slots the pool has; -1: as many as anybody asks for.");
        }

        return new BulkChange(name, (mustBeNew, cancelled) => pools.SetAsync(name, settings with { IsNew = mustBeNew }, cancelled));
    }

    /// <inheritdoc/>
    public async Task<bool?> ExistsAsync(string key, CancellationToken cancellationToken) => await pools.GetAsync(key, cancellationToken) is not null;

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string key, CancellationToken cancellationToken) => pools.DeleteAsync(key, cancellationToken);
}
