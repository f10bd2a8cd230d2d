using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client.Access;

/// <summary>Runs and task instances as a caller may find and change them.</summary>
/// <param name="inner">The installation's.</param>
/// <param name="access">The caller's.</param>
internal sealed class CallerRunClient(IRunClient inner, CallerAccess access) : IRunClient
{
    /// <inheritdoc/>
    public Task<Page<DagRunInfo>> FindAsync(DagRunQuery query, CancellationToken cancellationToken = default) =>
        access.SearchAsync(slice => inner.FindAsync(query with { Slice = slice }, cancellationToken), query.Slice, r => r.DagId);

    /// <inheritdoc/>
    public Task<Page<FoundTaskInstance>> FindTasksAsync(TaskInstanceQuery query, CancellationToken cancellationToken = default) =>
        access.SearchAsync(slice => inner.FindTasksAsync(query with { Slice = slice }, cancellationToken), query.Slice, f => f.Task.DagId);

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.User, dagId, () => inner.DeleteAsync(dagId, runId, cancellationToken), refused => refused);
}
