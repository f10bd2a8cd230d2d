using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Client.InProcess;

/// <summary>The audit, through its grain.</summary>
/// <param name="grains">Reaches the grains.</param>
internal sealed class GrainAuditClient(IGrainFactory grains) : IAuditClient
{
    private IAuditGrain Audit => grains.GetGrain<IAuditGrain>("0");

    /// <inheritdoc/>
    public Task<Page<AuditInfo>> ListAsync(AuditQuery query, CancellationToken cancellationToken = default) => Reach.AskAsync(Audit.ListAsync(query), cancellationToken);

    /// <inheritdoc/>
    public Task<AuditInfo?> GetAsync(long id, CancellationToken cancellationToken = default) => Reach.AskAsync(Audit.GetAsync(id), cancellationToken);
}
