using System.Net.Sockets;
using Npgsql;
using Orrery.Storage.Postgres;
using Orrery.Storage.Sqlite;

namespace Orrery.Storage.Maintenance;

/// <summary>Says what failed databases mean for people.</summary>
internal static class StoreFailures
{
    /// <summary>Does something with a store, and explains why it cannot be done.</summary>
    /// <exception cref="StoreSchemaException">A file is no store.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be used now.</exception>
    public static async Task<T> ExplainAsync<T>(StoreLocation location, Func<Task<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (SqliteFailure failure) when (failure.IsForeignFile)
        {
            throw new StoreSchemaException($"'{failure.Database}' is no SQLite database. Name another file or folder.");
        }
        catch (SqliteFailure failure)
        {
            throw failure.ToUnavailable();
        }
        catch (Exception e) when (location is PostgresLocation && e is NpgsqlException or TimeoutException or SocketException)
        {
            throw PostgresFailure.ToUnavailable(e, location.Name);
        }
    }
}
