using Orrery.Client;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Silo.Api;

/// <summary>Several connections at a time.</summary>
/// <param name="connections">The connections.</param>
internal sealed class ConnectionBulk(IConnectionClient connections) : IBulkTarget
{
    /// <inheritdoc/>
    public string What => "connections";

    /// <inheritdoc/>
    public string KeyField => "connection_id";

    /// <inheritdoc/>
    public string[] Fields => ConnectionEndpoints.Fields;

    /// <inheritdoc/>
    public BulkChange Read(BodyReader body, bool isNew, string[] mask)
    {
        var change = ConnectionEndpoints.Read(body, id: null, mask.Length > 0 ? mask : null);
        return new BulkChange(change.Connection.ConnectionId, (mustBeNew, cancelled) => connections.SetAsync(change with { IsNew = mustBeNew }, cancelled));
    }

    /// <inheritdoc/>
    public async Task<bool?> ExistsAsync(string key, CancellationToken cancellationToken) => await connections.GetAsync(key, cancellationToken) is not null;

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string key, CancellationToken cancellationToken) => connections.DeleteAsync(key, cancellationToken);
}
