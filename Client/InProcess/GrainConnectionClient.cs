using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Client.InProcess;

/// <summary>Connections, through their grain.</summary>
/// <param name="grains">Reaches the grains.</param>
internal sealed class GrainConnectionClient(IGrainFactory grains) : IConnectionClient
{
    private IConnectionGrain Connections => grains.GetGrain<IConnectionGrain>("0");

    /// <inheritdoc/>
    public Task<SecretPage<ConnectionInfo>> ListAsync(SecretQuery query, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Connections.ListAsync(query), cancellationToken);

    /// <inheritdoc/>
    public Task<ConnectionInfo?> GetAsync(string connectionId, CancellationToken cancellationToken = default) =>
        ConnectionRules.IdProblem(connectionId) is null ? Reach.AskAsync(Connections.GetAsync(connectionId), cancellationToken) : Task.FromResult<ConnectionInfo?>(null);

    /// <inheritdoc/>
    public Task<ActionResult> SetAsync(ConnectionChange change, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Connections.SetAsync(change with { Actor = CallerName.Current }), cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string connectionId, CancellationToken cancellationToken = default) =>
        ConnectionRules.IdProblem(connectionId) is { } problem
            ? Task.FromResult(ActionResult.Refuse(ActionStatus.NotFound, problem))
            : Reach.AskAsync(Connections.DeleteConnectionAsync(connectionId, CallerName.Current), cancellationToken);

    /// <inheritdoc/>
    public Task<SecretExport<ConnectionInfo>> RevealAsync(IReadOnlyCollection<string> connectionIds, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Connections.RevealAsync([.. connectionIds], CallerName.Current), cancellationToken);

    /// <inheritdoc/>
    public Task<ConnectionTestResult> TestAsync(ConnectionInfo connection, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Connections.TestAsync(connection), cancellationToken);
}
