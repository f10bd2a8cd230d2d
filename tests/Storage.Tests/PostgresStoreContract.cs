using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Storage.Maintenance;
using Orrery.Storage.Postgres;

namespace Orrery.Storage.Tests;

/// <summary>The contract on PostgreSQL.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The runner calls the DisposeAsync of IAsyncLifetime.")]
public sealed class PostgresStoreContract : StoreContract
{
    private readonly PostgresDatabase _database = new();

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _database.Dispose();
    }

    protected override StoreLocation Location => StoreLocation.At(_database.Address);

    protected override async Task<IStore> OpenAsync() => await _database.OpenAsync();
}

/// <summary>An empty database of a test's own, and stores in it.</summary>
internal sealed class PostgresDatabase(PostgresCluster? cluster = null) : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("orrery-store-").FullName;
    private int _servers;

    public PostgresCluster Cluster { get; } = cluster ?? PostgresCluster.Shared;

    public string Address => field ??= Cluster.CreateDatabase();

    /// <summary>Opens the store as another server: with a folder of its own.</summary>
    public Task<PostgresStore> OpenAsync(
        string holder = "a test", TimeSpan? statementTimeout = null, bool isShared = false, CancellationToken cancellationToken = default) =>
        PostgresStore.OpenAsync(
            new PostgresStoreOptions
            {
                Address = Address,
                Folder = Path.Combine(_root, $"server{Interlocked.Increment(ref _servers)}"),
                Holder = holder,
                StatementTimeout = statementTimeout ?? TimeSpan.FromSeconds(30),
                IsShared = isShared,
            },
            TimeProvider.System,
            NullLoggerFactory.Instance,
            cancellationToken);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
