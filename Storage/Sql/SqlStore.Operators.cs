using Orrery.Storage.Rows;
using Orrery.Storage.Sql.Maps;

namespace Orrery.Storage.Sql;

/// <content>Reads of what operators keep.</content>
public abstract partial class SqlStore
{
    /// <inheritdoc/>
    public Task<VariableRow?> GetVariableAsync(string key, CancellationToken cancellationToken = default) =>
        GetAsync(OperatorMaps.Variable, "key = ?1", s => s.Add(key), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<VariableRow>> ListVariablesAsync(string afterKey, int limit, CancellationToken cancellationToken = default) =>
        ListAsync($"{OperatorMaps.Variable.Select} WHERE key > ?1 ORDER BY key LIMIT ?2", s => s.Add(afterKey).Add(limit), OperatorMaps.Variable.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<ConnectionRow?> GetConnectionAsync(string connectionId, CancellationToken cancellationToken = default) =>
        GetAsync(OperatorMaps.Connection, "connection_id = ?1", s => s.Add(connectionId), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConnectionRow>> ListConnectionsAsync(string afterId, int limit, CancellationToken cancellationToken = default) =>
        ListAsync(
            $"{OperatorMaps.Connection.Select} WHERE connection_id > ?1 ORDER BY connection_id LIMIT ?2",
            s => s.Add(afterId).Add(limit),
            OperatorMaps.Connection.Read,
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SecretKeyUse>> CountSecretKeysAsync(CancellationToken cancellationToken = default) =>
        ListAsync(
            "SELECT key_id, CAST(0 AS BIGINT), CAST(count(*) AS BIGINT) FROM variable GROUP BY key_id " +
            "UNION ALL SELECT key_id, CAST(1 AS BIGINT), CAST(count(*) AS BIGINT) FROM connection GROUP BY key_id",
            null,
            s => new SecretKeyUse(s.Text(), s.Int32() == 1, s.Int32()),
            cancellationToken);

    /// <inheritdoc/>
    public Task<UserRow?> GetUserAsync(string name, CancellationToken cancellationToken = default) =>
        GetAsync(OperatorMaps.User, "name = ?1", s => s.Add(name), cancellationToken);

    /// <inheritdoc/>
    public Task<UserRow?> FindUserAsync(string externalId, CancellationToken cancellationToken = default) =>
        GetAsync(OperatorMaps.User, "external_id = ?1", s => s.Add(externalId), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<UserRow>> ListUsersAsync(string afterName, int limit, CancellationToken cancellationToken = default) =>
        ListAsync($"{OperatorMaps.User.Select} WHERE name > ?1 ORDER BY name LIMIT ?2", s => s.Add(afterName).Add(limit), OperatorMaps.User.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditEntry>> ListAuditEntriesAsync(AuditFilter filter, CancellationToken cancellationToken = default) =>
        ListAsync(AuditListSql.Build(filter, LimitsRanges), s => AuditListSql.Bind(s, filter), AuditListSql.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<AuditEntry?> GetAuditEntryAsync(long id, CancellationToken cancellationToken = default) =>
        FirstAsync<AuditEntry?>($"{AuditListSql.Select} WHERE audit_id = ?1", s => s.Add(id), AuditListSql.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListFavoritesAsync(string userName, CancellationToken cancellationToken = default) =>
        ListAsync("SELECT dag_id FROM dag_favorite WHERE user_name = ?1 ORDER BY dag_id", s => s.Add(userName), s => s.Text(), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DagWarningRow>> ListDagWarningsAsync(string? dagId, string afterDagId, int limit, CancellationToken cancellationToken = default) =>
        ListAsync(
            $"{OperatorMaps.Warning.Select} WHERE dag_id {(dagId is null ? "> ?1" : "= ?1")} ORDER BY dag_id, warning_type LIMIT ?2",
            s => s.Add(dagId ?? afterDagId).Add(limit),
            OperatorMaps.Warning.Read,
            cancellationToken);
}
