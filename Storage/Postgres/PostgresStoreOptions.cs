namespace Orrery.Storage.Postgres;

/// <summary>How a PostgreSQL store is opened.</summary>
public sealed class PostgresStoreOptions
{
    /// <summary>Where the database is: <c>postgres://user:password@host:port/database</c>; see <see cref="PostgresAddress"/>.</summary>
    public required string Address { get; init; }

    /// <summary>Folder of this server's own files, which only one server may use; null (default): it has none.</summary>
    public string? Folder { get; init; }

    /// <summary>Who opens it, for the message to the next one who tries: <c>orrery up</c>.</summary>
    public required string Holder { get; init; }

    /// <summary>Whether commits wait for the disk (<c>synchronous_commit</c>).</summary>
    /// <value>Default: <see cref="Durability.Full"/>.</value>
    public Durability Durability { get; init; } = Durability.Full;

    /// <summary>How long a statement may take.</summary>
    /// <value>1 second to 10 minutes. Default: 30 seconds.</value>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long opening a connection may take.</summary>
    /// <value>1 second to 1 minute. Default: 5 seconds.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Connections that may be open at once, one of which writes.</summary>
    /// <value>3 to 1000. Default: 16.</value>
    public int MaxConnections { get; init; } = 16;

    /// <summary>Whether to wait until no other server holds the lease; else one that is held is an error. Default: true.</summary>
    public bool WaitsForLease { get; init; } = true;

    /// <summary>
    /// Whether other silos of the same cluster write at the same time, each for the grains that live with it. Default: false, there is one server that writes.
    /// </summary>
    public bool IsShared { get; init; }

    /// <summary>Bytes of rows the commit pipeline lets in before callers wait; a row weighs at least 256.</summary>
    /// <value>At least 1 MiB. Default: 64 MiB.</value>
    public long MaxPendingBytes { get; init; } = 64 << 20;

    /// <summary>Bytes of rows in one transaction; bounds how long a caller waits for those before it.</summary>
    /// <value>At least 64 KiB. Default: 4 MiB.</value>
    public long MaxBatchBytes { get; init; } = 4 << 20;

    /// <summary>Everything that is wrong with the options; empty when nothing is.</summary>
    internal IReadOnlyList<string> Problems()
    {
        (bool Wrong, string Problem)[] checks =
        [
            (PostgresAddress.Problem(Address) is not null, PostgresAddress.Problem(Address) ?? ""),
            (Folder is not null && string.IsNullOrWhiteSpace(Folder), $"{nameof(Folder)} is empty: name the folder of the server's own files."),
            (string.IsNullOrWhiteSpace(Holder), $"{nameof(Holder)} is empty: say what opens the store, such as 'orrery up'."),
            (!Enum.IsDefined(Durability), $"{nameof(Durability)} is {Durability}; allowed are Full and Off."),
            (!IsWithin(StatementTimeout, 1, 600), $"{nameof(StatementTimeout)} is {StatementTimeout}; allowed are 1 second to 10 minutes."),
            (!IsWithin(ConnectTimeout, 1, 60), $"{nameof(ConnectTimeout)} is {ConnectTimeout}; allowed are 1 second to 1 minute."),
            (MaxConnections is < 3 or > 1000, $"{nameof(MaxConnections)} is {MaxConnections}; allowed are 3 to 1000."),
            (MaxPendingBytes < 1 << 20, $"{nameof(MaxPendingBytes)} is {MaxPendingBytes}; it must be at least {1 << 20} bytes."),
            (MaxBatchBytes < 64 << 10, $"{nameof(MaxBatchBytes)} is {MaxBatchBytes}; it must be at least {64 << 10} bytes."),
        ];
        return [.. checks.Where(c => c.Wrong).Select(c => c.Problem)];
    }

    private static bool IsWithin(TimeSpan value, int least, int most) => value >= TimeSpan.FromSeconds(least) && value <= TimeSpan.FromSeconds(most);
}
