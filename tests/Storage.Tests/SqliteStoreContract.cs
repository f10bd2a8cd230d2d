using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Storage.Maintenance;
using Orrery.Storage.Sqlite;

namespace Orrery.Storage.Tests;

/// <summary>The contract on SQLite.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The runner calls the DisposeAsync of IAsyncLifetime.")]
public sealed class SqliteStoreContract : StoreContract
{
    private readonly TempFolder _folder = new();

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override StoreLocation Location => _folder.Location;

    protected override async Task<IStore> OpenAsync() => await _folder.OpenAsync();
}

/// <summary>A folder that goes away with the test, and stores in it.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(Directory.CreateTempSubdirectory("orrery-store-").FullName, "store");

    public string Database => SqliteStore.PathIn(Path);

    public StoreLocation Location => StoreLocation.InFolder(Path);

    public Task<SqliteStore> OpenAsync(Durability durability = Durability.Full, long maxPendingBytes = 64 << 20, TimeSpan? busyTimeout = null) => SqliteStore.OpenAsync(
        new SqliteStoreOptions
        {
            Folder = Path,
            Holder = "a test",
            Durability = durability,
            MaxPendingBytes = maxPendingBytes,
            BusyTimeout = busyTimeout ?? TimeSpan.FromSeconds(30),
        },
        TimeProvider.System,
        NullLoggerFactory.Instance);

    /// <summary>Another program's connection to the database.</summary>
    public SqliteSession Connect(bool writable = true) => SqliteSession.Open(Database, writable, TimeSpan.FromSeconds(30));

    public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
}
