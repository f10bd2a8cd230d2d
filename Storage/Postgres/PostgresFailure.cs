using Npgsql;

namespace Orrery.Storage.Postgres;

/// <summary>What PostgreSQL's errors mean to callers.</summary>
internal static class PostgresFailure
{
    /// <summary>Whether the rows are at fault, not the store: other changes can still be written. Classes 22 (data) and 23 (constraints).</summary>
    public static bool IsFaultOfRows(PostgresException e) =>
        e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState.StartsWith("23", StringComparison.Ordinal)
        || e.SqlState is PostgresErrorCodes.ProgramLimitExceeded or PostgresErrorCodes.DatatypeMismatch;

    /// <summary>Whether the store cannot be used now.</summary>
    public static bool IsUnavailable(Exception e) => e is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException;

    /// <summary>The same for callers: what cannot be done now, and the remedy.</summary>
    public static StoreUnavailableException ToUnavailable(Exception e, string database) =>
        new($"The store '{database}' cannot be used now: {e.Message.TrimEnd('.')}. {Remedy(e)}", e);

    private static string Remedy(Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "The disk of the database is full: free some space; writing goes on by itself then.",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => "Raise max_connections of the database, or close other programs that use it.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            "Check user and password of the store's address.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => "Create that database, or name another in the store's address.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => "Give this user the right to create and write tables in that database.",
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable } =>
            "The database is busy or another session holds a lock: look at pg_stat_activity.",
        _ => "Check that the database runs and can be reached; writing goes on by itself then.",
    };
}
