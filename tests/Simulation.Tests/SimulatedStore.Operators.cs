using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Simulation.Tests;

/// <content>What operators keep, and what people search, of which a simulation has nothing.</content>
internal sealed partial class SimulatedStore
{
    public Task<IReadOnlyList<UpcomingRun>> ListUpcomingRunsAsync(int limit, CancellationToken cancellationToken = default) => throw Unused();

    public Task<VariableRow?> GetVariableAsync(string key, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<VariableRow>> ListVariablesAsync(string afterKey, int limit, CancellationToken cancellationToken = default) => throw Unused();

    public Task<ConnectionRow?> GetConnectionAsync(string connectionId, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<ConnectionRow>> ListConnectionsAsync(string afterId, int limit, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<SecretKeyUse>> CountSecretKeysAsync(CancellationToken cancellationToken = default) => throw Unused();

    public Task<int> CountDagsAsync(DagFilter filter, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<string>> ListTagSetsAsync(CancellationToken cancellationToken = default) => throw Unused();

    public Task<int> CountDagRunsAsync(DagRunFilter filter, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<DagStateCount>> CountRunsByStateAsync(IReadOnlyList<string> dagIds, int limit, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<XComName>> ListXComNamesAsync(
        long runPk, int afterOrdinal, string afterKey, int limit, CancellationToken cancellationToken = default) => throw Unused();

    public Task<XComRow?> GetXComAsync(long runPk, int ordinal, string key, CancellationToken cancellationToken = default) => throw Unused();

    public Task<UserRow?> GetUserAsync(string name, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<AuditEntry>> ListAuditEntriesAsync(AuditFilter filter, CancellationToken cancellationToken = default) => throw Unused();

    public Task<AuditEntry?> GetAuditEntryAsync(long id, CancellationToken cancellationToken = default) => throw Unused();

    public Task<UserRow?> FindUserAsync(string externalId, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<UserRow>> ListUsersAsync(string afterName, int limit, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<string>> ListFavoritesAsync(string userName, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<DagWarningRow>> ListDagWarningsAsync(string? dagId, string afterDagId, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<DagWarningRow>>([.. _warnings.Values.Where(w => dagId is null ? string.CompareOrdinal(w.DagId, afterDagId) > 0 : w.DagId == dagId)
            .OrderBy(w => w.DagId, StringComparer.Ordinal).ThenBy(w => w.WarningType, StringComparer.Ordinal).Take(limit)]);
}
