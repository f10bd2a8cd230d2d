using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client;

/// <summary>The machines that run tasks.</summary>
public interface IRuntimeClient
{
    /// <summary>All of them, by name.</summary>
    Task<ImmutableArray<RuntimeHostInfo>> ListAsync(CancellationToken cancellationToken = default);
}
