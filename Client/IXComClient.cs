using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client;

/// <summary>Values that tasks leave for others.</summary>
public interface IXComClient
{
    /// <summary>Names of values, without the values.</summary>
    Task<Page<XComInfo>> FindAsync(XComQuery query, CancellationToken cancellationToken = default);

    /// <summary>One with its value; null when there is none.</summary>
    Task<XComInfo?> GetAsync(XComAddress address, CancellationToken cancellationToken = default);

    /// <summary>Writes a value as if the task had left it.</summary>
    /// <param name="address">Which.</param>
    /// <param name="json">The value as JSON: at most 1 MiB.</param>
    /// <param name="isNew">Whether it must not be there yet (true), or must be (false).</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<ActionResult> SetAsync(XComAddress address, string json, bool isNew, CancellationToken cancellationToken = default);

    /// <summary>Takes a value away.</summary>
    Task<ActionResult> DeleteAsync(XComAddress address, CancellationToken cancellationToken = default);
}
