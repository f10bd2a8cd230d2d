namespace Orrery.Storage.Rows;

/// <summary>A bundle. Key: name.</summary>
public sealed record BundleRow : FencedRow
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Kind of backend: <c>folder</c>, <c>git</c>, <c>archive</c>.</summary>
    public required string Backend { get; init; }

    /// <summary>Where it lies: a folder, or the address of a repository.</summary>
    public required string Location { get; init; }

    /// <summary>When its last complete scan ended.</summary>
    public DateTimeOffset? ScannedAt { get; init; }

    /// <summary>Settings of the backend, as a JSON object.</summary>
    public string SettingsJson { get; init; } = "{}";

    /// <summary>Its manifest as it was last read well, as a JSON object.</summary>
    public string ManifestJson { get; init; } = "{}";

    /// <summary>The code that is current: the hash of its root folder. Null: it was never fetched.</summary>
    public string? Snapshot { get; init; }

    /// <summary>Where that code came from: a commit, or the digest of an archive; null: a folder.</summary>
    public string? SourceReference { get; init; }

    /// <summary>When it was last fetched.</summary>
    public DateTimeOffset? FetchedAt { get; init; }

    /// <summary>Why it cannot be fetched or scanned now; null: it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether it is in service.</summary>
    public bool IsActive { get; init; } = true;
}

/// <summary>What is wrong with one file of a bundle. Key: bundle and file.</summary>
public sealed record ImportErrorRow : StoreRow
{
    /// <summary>Name of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Path of the file in the bundle.</summary>
    public required string File { get; init; }

    /// <summary>Everything that is wrong, a line each.</summary>
    public required string Message { get; init; }

    /// <summary>The same as a JSON array: objects with <c>line</c>, <c>column</c>, <c>message</c> and <c>trace</c>.</summary>
    public string DetailsJson { get; init; } = "[]";

    /// <summary>When it was first seen; kept by an update.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>When it was last seen.</summary>
    public required DateTimeOffset LastSeen { get; init; }
}

/// <summary>Takes the import error of a file away.</summary>
/// <param name="Bundle">Name of the bundle.</param>
/// <param name="File">Path of the file in the bundle.</param>
public sealed record ImportErrorRemoval(string Bundle, string File) : StoreRow;

/// <summary>One entry of the audit: who did what. Appended, never changed.</summary>
public sealed record AuditRow : StoreRow
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who: a user's name, <c>cli</c>, <c>scheduler</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>What, snake_case: <c>trigger_dag_run</c>.</summary>
    public required string Event { get; init; }

    /// <summary>DAG it is about.</summary>
    public string? DagId { get; init; }

    /// <summary>Run it is about.</summary>
    public string? RunId { get; init; }

    /// <summary>Task it is about.</summary>
    public string? TaskId { get; init; }

    /// <summary>Which of a mapped task's instances it is about.</summary>
    public int? MapIndex { get; init; }

    /// <summary>Which try it is about.</summary>
    public int? TryNumber { get; init; }

    /// <summary>From where: address of the caller; null for what the server did.</summary>
    public string? Address { get; init; }

    /// <summary>Details, as a JSON object.</summary>
    public string? DetailsJson { get; init; }
}

/// <summary>A runtime host. Key: name.</summary>
public sealed record RuntimeHostRow : StoreRow
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>How many tasks it runs at once.</summary>
    public required int Capacity { get; init; }

    /// <summary>Queues it serves, as a JSON array.</summary>
    public required string QueuesJson { get; init; }

    /// <summary>When it last renewed its leases.</summary>
    public required DateTimeOffset HeartbeatAt { get; init; }
}

/// <summary>State of a grain that has no table of its own. Key: grain type, grain key and name.</summary>
public sealed record GrainStateRow : FencedRow
{
    /// <summary>Type of the grain.</summary>
    public required string GrainType { get; init; }

    /// <summary>Key of the grain.</summary>
    public required string GrainKey { get; init; }

    /// <summary>Name of the state in the grain.</summary>
    public required string Name { get; init; }

    /// <summary>The state, UTF-8 JSON; null: cleared.</summary>
    public required byte[]? Payload { get; init; }
}

/// <summary>A reminder. Key: grain and name.</summary>
public sealed record ReminderRow : StoreRow
{
    /// <summary>The grain, as its full id.</summary>
    public required string GrainId { get; init; }

    /// <summary>Name of the reminder in the grain.</summary>
    public required string Name { get; init; }

    /// <summary>First tick.</summary>
    public required DateTimeOffset StartAt { get; init; }

    /// <summary>Time between ticks.</summary>
    public required TimeSpan Period { get; init; }
}

/// <summary>Takes a reminder away.</summary>
/// <param name="GrainId">The grain, as its full id.</param>
/// <param name="Name">Name of the reminder in the grain.</param>
public sealed record ReminderRemoval(string GrainId, string Name) : StoreRow;
