using Orrery.Storage.Rows;

namespace Orrery.Storage;

/// <content>What operators keep: variables, connections, users, favourites; and warnings to them.</content>
public partial interface IStoreQueries
{
    /// <summary>A variable; null: there is none.</summary>
    Task<VariableRow?> GetVariableAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Variables by key, after one.</summary>
    Task<IReadOnlyList<VariableRow>> ListVariablesAsync(string afterKey, int limit, CancellationToken cancellationToken = default);

    /// <summary>A connection; null: there is none.</summary>
    Task<ConnectionRow?> GetConnectionAsync(string connectionId, CancellationToken cancellationToken = default);

    /// <summary>Connections by id, after one.</summary>
    Task<IReadOnlyList<ConnectionRow>> ListConnectionsAsync(string afterId, int limit, CancellationToken cancellationToken = default);

    /// <summary>A user; null: there is none.</summary>
    Task<UserRow?> GetUserAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>The user who is known elsewhere by this id; null: there is none.</summary>
    Task<UserRow?> FindUserAsync(string externalId, CancellationToken cancellationToken = default);

    /// <summary>Users by name, after one.</summary>
    Task<IReadOnlyList<UserRow>> ListUsersAsync(string afterName, int limit, CancellationToken cancellationToken = default);

    /// <summary>Entries of the audit by their number, which is the order in which they were made.</summary>
    Task<IReadOnlyList<AuditEntry>> ListAuditEntriesAsync(AuditFilter filter, CancellationToken cancellationToken = default);

    /// <summary>One entry of the audit; null: there is none.</summary>
    Task<AuditEntry?> GetAuditEntryAsync(long id, CancellationToken cancellationToken = default);

    /// <summary>DAGs that a user keeps at hand, by id.</summary>
    Task<IReadOnlyList<string>> ListFavoritesAsync(string userName, CancellationToken cancellationToken = default);

    /// <summary>Warnings, by DAG and type: those of one DAG, or of all after one.</summary>
    Task<IReadOnlyList<DagWarningRow>> ListDagWarningsAsync(string? dagId, string afterDagId, int limit, CancellationToken cancellationToken = default);
}
