namespace Orrery.Cli.Bench;

/// <summary>How workloads are measured.</summary>
internal sealed record BenchOptions
{
    /// <summary>Folder to work in, on the disk to measure.</summary>
    public required string Folder { get; init; }

    /// <summary>Folder of what is written of running processes; null: in the folder to work in.</summary>
    public string? Spool { get; init; }

    /// <summary>Address of a PostgreSQL database; null: SQLite in the folder.</summary>
    public string? Store { get; init; }

    /// <summary>What the tasks are.</summary>
    public TaskClass Kind { get; init; } = TaskClass.Empty;

    /// <summary>Task instances of finished runs that the store holds, at least, before it is measured. Default 0.</summary>
    public long History { get; init; }

    /// <summary>For how long the workload is repeated, to show rate and memory over time; null: not shown, and repeated for <see cref="ShortSpan"/>.</summary>
    public TimeSpan? Span { get; init; }

    /// <summary>For how long a workload is repeated if nothing else was asked for; one that takes longer is done once. Default 3 s.</summary>
    public TimeSpan ShortSpan { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>For how long a small form of the workload warms the code up. Default 2 s.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For how long each of the machine's limits is measured. Default 1 s.</summary>
    public TimeSpan LimitSpan { get; init; } = TimeSpan.FromSeconds(1);
}
