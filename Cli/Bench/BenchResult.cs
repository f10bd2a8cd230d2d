namespace Orrery.Cli.Bench;

/// <summary>One workload, measured once.</summary>
internal sealed record BenchResult
{
    /// <summary>Name of the workload.</summary>
    public required string Workload { get; init; }

    /// <summary>What its tasks are: empty, dispatched, process, inline.</summary>
    public required string Kind { get; init; }

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public required string Store { get; init; }

    /// <summary>Whether commits waited for the disk, as the database calls it.</summary>
    public required string Durability { get; init; }

    /// <summary>How many task instances ran.</summary>
    public required int TaskInstances { get; init; }

    /// <summary>From the first trigger to the end of the last run.</summary>
    public required double Seconds { get; init; }

    /// <summary>Task instances a second.</summary>
    public required double PerSecond { get; init; }

    /// <summary>Median of the time from the moment a task's last upstream ended (else its run started) to its own end, in ms.</summary>
    public required double P50Ms { get; init; }

    /// <summary>99th percentile of the same, in ms.</summary>
    public required double P99Ms { get; init; }

    /// <summary>Largest resident memory of this process, the server with everything in it, in MiB.</summary>
    public required double PeakRssMb { get; init; }

    /// <summary>Transactions.</summary>
    public required long Commits { get; init; }

    /// <summary>Times a transaction waited for the disk, for each task instance.</summary>
    public required double SyncsPerTask { get; init; }

    /// <summary>Task instances that were in the store before.</summary>
    public required long History { get; init; }

    /// <summary>What the machine can do at most, measured in the same run.</summary>
    public required MachineLimits Limits { get; init; }

    /// <summary><see cref="PerSecond"/> to the limit that applies: process starts for processes, else durable commits of one row.</summary>
    public required double Ratio { get; init; }

    /// <summary>Operating system and processors.</summary>
    public required string Machine { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}
