using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client.InProcess;

/// <summary>The machines that run tasks, from the store.</summary>
/// <param name="grains">Reaches the grains.</param>
internal sealed class GrainRuntimeClient(IGrainFactory grains) : IRuntimeClient
{
    /// <inheritdoc/>
    public Task<ImmutableArray<RuntimeHostInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        Reach.AskAsync(grains.GetGrain<ISearchGrain>("0").ListHostsAsync(), cancellationToken);
}
