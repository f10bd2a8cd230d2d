using Orrery.Client;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Silo.Api;

/// <summary>Several variables at a time.</summary>
/// <param name="variables">The variables.</param>
internal sealed class VariableBulk(IVariableClient variables) : IBulkTarget
{
    /// <inheritdoc/>
    public string What => "variables";

    /// <inheritdoc/>
    public string KeyField => "key";

    /// <inheritdoc/>
    public string[] Fields => ["key", "value", "description", "team_name"];

    /// <inheritdoc/>
    public BulkChange Read(BodyReader body, bool isNew, string[] mask)
    {
        var change = VariableEndpoints.Read(body, key: null, mask.Length > 0 ? mask : null);
        return new BulkChange(change.Key, (mustBeNew, cancelled) => variables.SetAsync(change with { IsNew = mustBeNew }, cancelled));
    }

    /// <inheritdoc/>
    public async Task<bool?> ExistsAsync(string key, CancellationToken cancellationToken) => await variables.GetAsync(key, cancellationToken) is not null;

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string key, CancellationToken cancellationToken) => variables.DeleteAsync(key, cancellationToken);
}
