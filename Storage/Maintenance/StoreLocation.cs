using Microsoft.Extensions.Logging;
using Orrery.Storage.Migrations;
using Orrery.Storage.Postgres;
using Orrery.Storage.Sql;
using Orrery.Storage.Sqlite;

namespace Orrery.Storage.Maintenance;

/// <summary>Where a store is, for those who look after it without being its server.</summary>
public abstract record StoreLocation
{
    private protected StoreLocation()
    {
    }

    /// <summary>What people call it: a path, or an address without password.</summary>
    public abstract string Name { get; }

    /// <summary>The SQLite store in a data folder.</summary>
    /// <param name="folder">The folder.</param>
    public static StoreLocation InFolder(string folder) => new SqliteLocation(SqliteStore.PathIn(Path.GetFullPath(folder)));

    /// <summary>The store in one SQLite file, such as a backup.</summary>
    /// <param name="path">The file.</param>
    public static StoreLocation InFile(string path) => new SqliteLocation(Path.GetFullPath(path));

    /// <summary>The store in a PostgreSQL database.</summary>
    /// <param name="address">Its address; see <see cref="PostgresAddress"/>.</param>
    /// <exception cref="ArgumentException">It is no address; the message says what would be.</exception>
    public static StoreLocation At(string address) =>
        PostgresAddress.Problem(address) is { } problem ? throw new ArgumentException(problem, nameof(address)) : new PostgresLocation(address);

    /// <summary>Opens it to write, as the only one: no server may work on it. It is brought up to the schema of this version.</summary>
    /// <param name="holder">Who does it, for those who are kept away: <c>orrery store prune</c>.</param>
    /// <param name="clock">Clock.</param>
    /// <param name="loggers">Logs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreInUseException">A server works on it.</exception>
    /// <exception cref="StoreSchemaException">There is no store, or it is newer than this version, or was changed.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be used now.</exception>
    public Task<SqlStore> OpenAsync(string holder, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken = default) =>
        StoreFailures.ExplainAsync(this, async () =>
        {
            await using (var snapshot = await OpenSnapshotAsync(cancellationToken).ConfigureAwait(false))
            {
                RequireStore(snapshot);
            }

            return await OpenStoreAsync(holder, clock, loggers, cancellationToken).ConfigureAwait(false);
        });

    /// <summary>Reads which schema it has, also while a server works on it; null when there is no store.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreSchemaException">It is newer than this version, or was changed.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be reached now.</exception>
    public Task<SchemaStatus?> ReadSchemaAsync(CancellationToken cancellationToken = default) => StoreFailures.ExplainAsync(this, async () =>
    {
        await using var snapshot = await OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
        var known = Migration.Load();
        var missing = SchemaCheck.Missing(known, snapshot.Applied, Name).Count();
        return snapshot.Applied is [.., var last] ? new SchemaStatus(last.Number, missing) : null;
    });

    /// <summary>Opens a snapshot of it, also while a server works on it.</summary>
    internal abstract Task<IStoreSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken);

    /// <summary>Keeps servers away from it.</summary>
    /// <exception cref="StoreInUseException">A server works on it.</exception>
    internal abstract Task<StoreHold> HoldAsync(string holder, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken);

    /// <exception cref="StoreSchemaException">It has no schema.</exception>
    internal static void RequireStore(IStoreSnapshot snapshot)
    {
        if (snapshot.Applied.Count == 0)
        {
            throw new StoreSchemaException($"There is no store of Orrery in '{snapshot.Name}'. Name the folder, file or database that has one.");
        }
    }

    private protected abstract Task<SqlStore> OpenStoreAsync(string holder, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken);
}

/// <summary>Which schema a store has.</summary>
/// <param name="Number">Number of its last migration.</param>
/// <param name="Missing">How many migrations this version would apply when it opens it.</param>
public sealed record SchemaStatus(int Number, int Missing);

/// <summary>A store in a SQLite file.</summary>
/// <param name="FilePath">The file.</param>
internal sealed record SqliteLocation(string FilePath) : StoreLocation
{
    public override string Name => FilePath;

    /// <summary>The folder it is in.</summary>
    public string Folder => Path.GetDirectoryName(FilePath)!;

    internal override Task<IStoreSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) => Task.FromResult<IStoreSnapshot>(SqliteSnapshot.Open(FilePath));

    internal override Task<StoreHold> HoldAsync(string holder, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        Task.FromResult(StoreHold.OfFolder(Folder, holder, clock));

    private protected override async Task<SqlStore> OpenStoreAsync(string holder, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        await SqliteStore.OpenAsync(new SqliteStoreOptions { Folder = Folder, Holder = holder }, clock, loggers).ConfigureAwait(false);
}

/// <summary>A store in a PostgreSQL database.</summary>
/// <param name="Address">Its address.</param>
internal sealed record PostgresLocation(string Address) : StoreLocation
{
    public override string Name => PostgresAddress.WithoutPassword(Address);

    internal override async Task<IStoreSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) =>
        await PostgresSnapshot.OpenAsync(Address, cancellationToken).ConfigureAwait(false);

    internal override Task<StoreHold> HoldAsync(string holder, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        StoreHold.OfDatabaseAsync(this, holder, clock, loggers, cancellationToken);

    private protected override async Task<SqlStore> OpenStoreAsync(string holder, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        await PostgresStore.OpenAsync(new PostgresStoreOptions { Address = Address, Holder = holder, WaitsForLease = false }, clock, loggers, cancellationToken).ConfigureAwait(false);
}
