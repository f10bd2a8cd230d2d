using System.Collections.Immutable;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client.Access;

/// <summary>XComs as a caller may find and change them.</summary>
/// <param name="inner">The installation's.</param>
/// <param name="access">The caller's.</param>
internal sealed class CallerXComClient(IXComClient inner, CallerAccess access) : IXComClient
{
    /// <inheritdoc/>
    public Task<Page<XComInfo>> FindAsync(XComQuery query, CancellationToken cancellationToken = default) =>
        access.SearchAsync(slice => inner.FindAsync(query with { Tasks = query.Tasks with { Slice = slice } }, cancellationToken), query.Tasks.Slice, x => x.DagId);

    /// <inheritdoc/>
    public Task<XComInfo?> GetAsync(XComAddress address, CancellationToken cancellationToken = default) =>
        access.ReadAsync(address.DagId, () => inner.GetAsync(address, cancellationToken), hidden: null);

    /// <inheritdoc/>
    public Task<ActionResult> SetAsync(XComAddress address, string json, bool isNew, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.User, address.DagId, () => inner.SetAsync(address, json, isNew, cancellationToken), refused => refused);

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(XComAddress address, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.User, address.DagId, () => inner.DeleteAsync(address, cancellationToken), refused => refused);
}

/// <summary>The machines that run tasks, for those who see the installation.</summary>
/// <param name="inner">The installation's.</param>
/// <param name="access">The caller's.</param>
internal sealed class CallerRuntimeClient(IRuntimeClient inner, CallerAccess access) : IRuntimeClient
{
    /// <inheritdoc/>
    public Task<ImmutableArray<RuntimeHostInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        access.ReadAllAsync(ApiRoles.Viewer, () => inner.ListAsync(cancellationToken), hidden: []);
}
