using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orrery.Cli.Bench;

/// <summary>One workload, measured.</summary>
internal sealed record BenchResult
{
    private static readonly JsonSerializerOptions Line = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Name of the workload.</summary>
    public required string Workload { get; init; }

    /// <summary>What its tasks are: empty, dispatched, process, inline.</summary>
    public required string Kind { get; init; }

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public required string Store { get; init; }

    /// <summary>Whether commits waited for the disk, as the database calls it.</summary>
    public required string Durability { get; init; }

    /// <summary>The file system on which what is written of running processes was: <c>tmpfs</c>, <c>ext4</c>; null: there were none.</summary>
    public string? Spool { get; init; }

    /// <summary>How many task instances ran.</summary>
    public required long TaskInstances { get; init; }

    /// <summary>From the first trigger to the end of the last run.</summary>
    public required double Seconds { get; init; }

    /// <summary>Task instances a second.</summary>
    public required double PerSecond { get; init; }

    /// <summary>
    /// Median of the time from the moment a task's last upstream ended (else its run started) to its own end, in ms. Of the last time, if
    /// the workload was repeated.
    /// </summary>
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

    /// <summary>Rate and memory as time went by; null if the workload was done once.</summary>
    public IReadOnlyList<BenchSample>? OverTime { get; init; }

    /// <summary>Where.</summary>
    public required BenchMachine Machine { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>As one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Line);
}

/// <summary>What a part of a long measurement gave.</summary>
/// <param name="Seconds">Its end, since the beginning.</param>
/// <param name="TaskInstances">Task instances until then.</param>
/// <param name="PerSecond">Task instances a second in this part.</param>
/// <param name="RssMb">Resident memory of this process at its end, in MiB.</param>
internal sealed record BenchSample(double Seconds, long TaskInstances, double PerSecond, double RssMb);
