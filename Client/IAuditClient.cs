using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Client;

/// <summary>Who did what.</summary>
public interface IAuditClient
{
    /// <summary>Entries, the newest first unless asked otherwise.</summary>
    Task<Page<AuditInfo>> ListAsync(AuditQuery query, CancellationToken cancellationToken = default);

    /// <summary>One entry; null: there is none.</summary>
    Task<AuditInfo?> GetAsync(long id, CancellationToken cancellationToken = default);
}
