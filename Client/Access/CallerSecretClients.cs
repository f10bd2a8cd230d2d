using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Client.Access;

/// <summary>Variables as a caller may see and change them: for ops, in clear for admins.</summary>
/// <param name="inner">The installation's.</param>
/// <param name="access">The caller's.</param>
internal sealed class CallerVariableClient(IVariableClient inner, CallerAccess access) : IVariableClient
{
    /// <inheritdoc/>
    public Task<SecretPage<VariableInfo>> ListAsync(SecretQuery query, CancellationToken cancellationToken = default) =>
        access.ReadAllAsync(ApiRoles.Op, () => inner.ListAsync(query, cancellationToken), hidden: new SecretPage<VariableInfo> { Items = [], Total = 0 });

    /// <inheritdoc/>
    public Task<VariableInfo?> GetAsync(string key, CancellationToken cancellationToken = default) =>
        access.ReadAllAsync(ApiRoles.Op, () => inner.GetAsync(key, cancellationToken), hidden: null);

    /// <inheritdoc/>
    public Task<ActionResult> SetAsync(VariableChange change, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Op, () => inner.SetAsync(change, cancellationToken), refused => refused);

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Op, () => inner.DeleteAsync(key, cancellationToken), refused => refused);

    /// <inheritdoc/>
    public Task<SecretExport<VariableSecret>> RevealAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Admin, () => inner.RevealAsync(keys, cancellationToken), refused => new SecretExport<VariableSecret> { Outcome = refused });
}

/// <summary>Connections as a caller may see and change them: for ops, in clear for admins.</summary>
/// <param name="inner">The installation's.</param>
/// <param name="access">The caller's.</param>
internal sealed class CallerConnectionClient(IConnectionClient inner, CallerAccess access) : IConnectionClient
{
    /// <inheritdoc/>
    public Task<SecretPage<ConnectionInfo>> ListAsync(SecretQuery query, CancellationToken cancellationToken = default) =>
        access.ReadAllAsync(ApiRoles.Op, () => inner.ListAsync(query, cancellationToken), hidden: new SecretPage<ConnectionInfo> { Items = [], Total = 0 });

    /// <inheritdoc/>
    public Task<ConnectionInfo?> GetAsync(string connectionId, CancellationToken cancellationToken = default) =>
        access.ReadAllAsync(ApiRoles.Op, () => inner.GetAsync(connectionId, cancellationToken), hidden: null);

    /// <inheritdoc/>
    public Task<ActionResult> SetAsync(ConnectionChange change, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Op, () => inner.SetAsync(change, cancellationToken), refused => refused);

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string connectionId, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Op, () => inner.DeleteAsync(connectionId, cancellationToken), refused => refused);

    /// <inheritdoc/>
    public Task<SecretExport<ConnectionInfo>> RevealAsync(IReadOnlyCollection<string> connectionIds, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Admin, () => inner.RevealAsync(connectionIds, cancellationToken), refused => new SecretExport<ConnectionInfo> { Outcome = refused });

    /// <inheritdoc/>
    public Task<ConnectionTestResult> TestAsync(ConnectionInfo connection, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Op, () => inner.TestAsync(connection, cancellationToken), refused => new ConnectionTestResult { Outcome = refused });
}

/// <summary>Secret keys: an admin's affair.</summary>
/// <param name="inner">The installation's.</param>
/// <param name="access">The caller's.</param>
internal sealed class CallerSecretKeyClient(ISecretKeyClient inner, CallerAccess access) : ISecretKeyClient
{
    /// <inheritdoc/>
    public Task<SecretKeyReport> CheckAsync(CancellationToken cancellationToken = default) =>
        access.ReadAllAsync(ApiRoles.Admin, () => inner.CheckAsync(cancellationToken), hidden: new SecretKeyReport { Source = "", Keys = [], Problems = [] });

    /// <inheritdoc/>
    public Task<RotationResult> RotateAsync(bool addKey, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Admin, () => inner.RotateAsync(addKey, cancellationToken), refused => new RotationResult { Outcome = refused });
}
