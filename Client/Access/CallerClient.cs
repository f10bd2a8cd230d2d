using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Client.Access;

/// <summary>
/// An installation as one caller may see and change it: DAGs they must not know of do not exist for them, in lists, by number and in streams, and what
/// they must not do is refused. Everything a face does for somebody goes through it, also what has no address of its own, as the dashboard's pages.
/// </summary>
/// <param name="inner">The installation.</param>
/// <param name="caller">The caller.</param>
public sealed partial class CallerClient(IOrreryClient inner, IClientCaller caller) : IOrreryClient
{
    private readonly CallerAccess _access = new(caller);

    /// <inheritdoc/>
    public IAssetClient Assets { get; } = new CallerAssetClient(inner.Assets, new CallerAccess(caller));

    /// <inheritdoc/>
    public IBundleClient Bundles { get; } = new CallerBundleClient(inner.Bundles, new CallerAccess(caller));

    /// <inheritdoc/>
    public ITokenClient Tokens { get; } = new CallerTokenClient(inner.Tokens, new CallerAccess(caller));

    /// <inheritdoc/>
    public IUserClient Users { get; } = new CallerUserClient(inner.Users, new CallerAccess(caller));

    /// <inheritdoc/>
    public IAuditClient Audit { get; } = new CallerAuditClient(inner.Audit, new CallerAccess(caller));

    /// <inheritdoc/>
    public IPoolClient Pools { get; } = new CallerPoolClient(inner.Pools, new CallerAccess(caller));

    /// <inheritdoc/>
    public IVariableClient Variables { get; } = new CallerVariableClient(inner.Variables, new CallerAccess(caller));

    /// <inheritdoc/>
    public IConnectionClient Connections { get; } = new CallerConnectionClient(inner.Connections, new CallerAccess(caller));

    /// <inheritdoc/>
    public ISecretKeyClient SecretKeys { get; } = new CallerSecretKeyClient(inner.SecretKeys, new CallerAccess(caller));

    /// <inheritdoc/>
    public IVersionClient Versions { get; } = new CallerVersionClient(inner.Versions, new CallerAccess(caller));

    /// <inheritdoc/>
    public IDagClient Dags { get; } = new CallerDagClient(inner.Dags, new CallerAccess(caller));

    /// <inheritdoc/>
    public IRunClient Runs { get; } = new CallerRunClient(inner.Runs, new CallerAccess(caller));

    /// <inheritdoc/>
    public IXComClient XComs { get; } = new CallerXComClient(inner.XComs, new CallerAccess(caller));

    /// <inheritdoc/>
    public IRuntimeClient Runtimes { get; } = new CallerRuntimeClient(inner.Runtimes, new CallerAccess(caller));

    /// <inheritdoc/>
    public Task<Page<DagInfo>> ListDagsAsync(ListQuery query, CancellationToken cancellationToken = default) =>
        _access.ListAsync(inner.ListDagsAsync, query, d => d.DagId, cancellationToken);

    /// <inheritdoc/>
    public Task<DagInfo?> GetDagAsync(string dagId, CancellationToken cancellationToken = default) =>
        _access.ReadAsync(dagId, () => inner.GetDagAsync(dagId, cancellationToken), hidden: null);

    /// <inheritdoc/>
    public async Task<DagStructure?> GetStructureAsync(string version, CancellationToken cancellationToken = default) =>
        await IsVersionSeenAsync(version, cancellationToken) ? await inner.GetStructureAsync(version, cancellationToken) : null;

    /// <inheritdoc/>
    public async Task<JsonObject?> GetDocumentAsync(string version, CancellationToken cancellationToken = default) =>
        await inner.GetDocumentAsync(version, cancellationToken) is { } document && IsSeen(await caller.GetRightsAsync(), document) ? document : null;

    /// <inheritdoc/>
    public Task<Page<DagRunInfo>> ListDagRunsAsync(ListQuery query, CancellationToken cancellationToken = default) =>
        _access.ListAsync(inner.ListDagRunsAsync, query, r => r.DagId, cancellationToken);

    /// <inheritdoc/>
    public Task<DagRunInfo?> GetDagRunAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        _access.ReadAsync(dagId, () => inner.GetDagRunAsync(dagId, runId, cancellationToken), hidden: null);

    /// <inheritdoc/>
    public Task<ImmutableArray<TaskInstanceInfo>> ListTaskInstancesAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        _access.ReadAsync(dagId, () => inner.ListTaskInstancesAsync(dagId, runId, cancellationToken), hidden: []);

    /// <inheritdoc/>
    public Task<RunCells?> ReadCellsAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        _access.ReadAsync(dagId, () => inner.ReadCellsAsync(dagId, runId, cancellationToken), hidden: null);

    /// <inheritdoc/>
    public Task<ImmutableArray<TaskTryInfo>> ListTriesAsync(string dagId, string runId, string taskId, int mapIndex = -1, CancellationToken cancellationToken = default) =>
        _access.ReadAsync(dagId, () => inner.ListTriesAsync(dagId, runId, taskId, mapIndex, cancellationToken), hidden: []);

    /// <inheritdoc/>
    public async Task<ImmutableArray<ImportErrorInfo>> ListImportErrorsAsync(CancellationToken cancellationToken = default)
    {
        var rights = await caller.GetRightsAsync();
        if (!rights.HasSomewhere(ApiRoles.Viewer))
        {
            return [];
        }

        var errors = await inner.ListImportErrorsAsync(cancellationToken);
        if (rights.SeesAll || errors.IsEmpty)
        {
            return errors;
        }

        // A file is as visible as the DAGs that last came from it; one that never brought any belongs to nobody in particular.
        var (seen, hidden) = (new HashSet<(string, string)>(), new HashSet<(string, string)>());
        string? cursor = null;
        do
        {
            var page = await inner.ListDagsAsync(new ListQuery { Limit = 1_000, Cursor = cursor }, cancellationToken);
            foreach (var dag in page.Items)
            {
                (rights.Sees(dag.DagId) ? seen : hidden).Add((dag.BundleName, dag.RelativeFileloc));
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return [.. errors.Where(e => seen.Contains((e.BundleName, e.Filename)) && !hidden.Contains((e.BundleName, e.Filename)))];
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<NextRunInfo>> ListNextRunsAsync(string dagId, int count, CancellationToken cancellationToken = default) =>
        _access.ReadAsync(dagId, () => inner.ListNextRunsAsync(dagId, count, cancellationToken), hidden: []);

    /// <inheritdoc/>
    public async Task<ImmutableArray<ApprovalInfo>> ListApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken = default)
    {
        var rights = await caller.GetRightsAsync();
        return query.DagId is { } dagId && !rights.Sees(dagId) ? []
            : [.. (await inner.ListApprovalsAsync(query, cancellationToken)).Where(a => rights.Sees(a.DagId))];
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> WhyAsync(string dagId, string runId, string taskId, CancellationToken cancellationToken = default) =>
        _access.ReadAsync(dagId, () => inner.WhyAsync(dagId, runId, taskId, cancellationToken), hidden: []);

    /// <inheritdoc/>
    public IAsyncEnumerable<RunUpdate> WatchRunAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        _access.StreamAsync(dagId, () => inner.WatchRunAsync(dagId, runId, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ImmutableArray<ChangeNotice>> WatchChangesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var notices in inner.WatchChangesAsync(cancellationToken))
        {
            var rights = await caller.GetRightsAsync();
            var seen = rights.SeesAll ? notices : [.. notices.Where(n => n.IsResync || rights.Sees(n.DagId))];
            if (!seen.IsEmpty)
            {
                yield return seen;
            }
        }
    }

    /// <inheritdoc/>
    public Task<LogPage> ReadLogAsync(LogAddress log, long firstLine, int count, CancellationToken cancellationToken = default) =>
        _access.ReadAsync(log.DagId, () => inner.ReadLogAsync(log, firstLine, count, cancellationToken), new LogPage(Exists: false, [], TotalLines: 0, IsComplete: false));

    /// <inheritdoc/>
    public IAsyncEnumerable<LogPage> FollowLogAsync(LogAddress log, long firstLine, CancellationToken cancellationToken = default) =>
        _access.StreamAsync(log.DagId, () => inner.FollowLogAsync(log, firstLine, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<HealthInfo> GetHealthAsync(CancellationToken cancellationToken = default) => inner.GetHealthAsync(cancellationToken);

    // A version is named by the hash of what is in it: who knows the name alone must not learn the rest.
    private async Task<bool> IsVersionSeenAsync(string version, CancellationToken cancellationToken)
    {
        var rights = await caller.GetRightsAsync();
        return rights.SeesAll || (rights.HasSomewhere(ApiRoles.Viewer) && await inner.GetDocumentAsync(version, cancellationToken) is { } document && IsSeen(rights, document));
    }

    private static bool IsSeen(Rights rights, JsonObject document) =>
        rights.SeesAll || (document["dag_id"]?.GetValue<string>() is { } dagId && rights.Sees(dagId));
}
