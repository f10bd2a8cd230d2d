using System.Collections.Immutable;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client.Http;

/// <summary>The machines that run tasks, over the REST API.</summary>
/// <param name="api">Sends the requests.</param>
internal sealed class HttpRuntimeClient(ApiConnection api) : IRuntimeClient
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<RuntimeHostInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        [.. (await api.GetRequiredAsync($"{ApiPaths.Root}jobs?limit=1000", OrreryJson.Wire.JobCollectionWire, cancellationToken)).Jobs.Select(j => j.ToInfo())];
}
