namespace Orrery.Storage.Sqlite;

/// <summary>How a SQLite store is opened.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>Folder of the store, its own; created, for its owner only, when it does not exist.</summary>
    public required string Folder { get; init; }

    /// <summary>Who opens it, for the message to the next one who tries: <c>orrery up</c>.</summary>
    public required string Holder { get; init; }

    /// <summary>Whether commits wait for the disk.</summary>
    /// <value>Default: <see cref="Durability.Full"/>.</value>
    public Durability Durability { get; init; } = Durability.Full;

    /// <summary>How long a transaction waits for a lock that another program holds.</summary>
    /// <value>0 to 1 minute. Default: 5 seconds.</value>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of rows the commit pipeline lets in before callers wait; a row weighs at least 256.</summary>
    /// <value>At least 1 MiB. Default: 64 MiB.</value>
    public long MaxPendingBytes { get; init; } = 64 << 20;

    /// <summary>Bytes of rows in one transaction; bounds how long a caller waits for those before it.</summary>
    /// <value>At least 64 KiB. Default: 4 MiB.</value>
    public long MaxBatchBytes { get; init; } = 4 << 20;

    /// <summary>Connections that are kept for reading; more are opened while they are needed.</summary>
    /// <value>At least 1. Default: 4.</value>
    public int MaxIdleReaders { get; init; } = 4;

    /// <summary>Everything that is wrong with the options; empty when nothing is.</summary>
    internal IReadOnlyList<string> Problems()
    {
        (bool Wrong, string Problem)[] checks =
        [
            (string.IsNullOrWhiteSpace(Folder), $"{nameof(Folder)} is empty: name the folder of the store."),
            (string.IsNullOrWhiteSpace(Holder), $"{nameof(Holder)} is empty: say what opens the store, such as 'orrery up'."),
            (!Enum.IsDefined(Durability), $"{nameof(Durability)} is {Durability}; allowed are Full and Off."),
            (BusyTimeout < TimeSpan.Zero || BusyTimeout > TimeSpan.FromMinutes(1), $"{nameof(BusyTimeout)} is {BusyTimeout}; allowed are 0 to 1 minute."),
            (MaxPendingBytes < 1 << 20, $"{nameof(MaxPendingBytes)} is {MaxPendingBytes}; it must be at least {1 << 20} bytes."),
            (MaxBatchBytes < 64 << 10, $"{nameof(MaxBatchBytes)} is {MaxBatchBytes}; it must be at least {64 << 10} bytes."),
            (MaxIdleReaders < 1, $"{nameof(MaxIdleReaders)} is {MaxIdleReaders}; it must be at least 1."),
        ];
        return [.. checks.Where(c => c.Wrong).Select(c => c.Problem)];
    }
}
