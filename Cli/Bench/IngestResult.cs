using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orrery.Cli.Bench;

/// <summary>One bundle of W4, measured.</summary>
internal sealed record IngestResult
{
    private static readonly JsonSerializerOptions Line = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Name of the workload.</summary>
    public string Workload { get; } = IngestWorkload.Name;

    /// <summary>What the files are: yaml, python.</summary>
    public required string Kind { get; init; }

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public required string Store { get; init; }

    /// <summary>Whether commits waited for the disk, as the database calls it.</summary>
    public required string Durability { get; init; }

    /// <summary>Files of the bundle.</summary>
    public required int Files { get; init; }

    /// <summary>DAGs in each.</summary>
    public required int DagsPerFile { get; init; }

    /// <summary>Variables of the installation that each reads.</summary>
    public required int Variables { get; init; }

    /// <summary>The first reading: from the files to every DAG durable and live.</summary>
    public required double Seconds { get; init; }

    /// <summary>The same as a rate, in files.</summary>
    public required double PerSecond { get; init; }

    /// <summary>The same as a rate, in DAGs.</summary>
    public required double DagsPerSecond { get; init; }

    /// <summary>A look at all files of which none has changed: the median of five, in ms.</summary>
    public required double UnchangedMs { get; init; }

    /// <summary>From one saved file to its release being live, by the watcher: the median of five, in ms.</summary>
    public required double SavedToLiveMs { get; init; }

    /// <summary>All files read again although none has changed.</summary>
    public required double RereadSeconds { get; init; }

    /// <summary>The first deploy of as many files, from packing them to the answer.</summary>
    public required double FirstDeploySeconds { get; init; }

    /// <summary>A deploy of all files of which one has changed, from packing them to the answer: the median of five, in ms.</summary>
    public required double DeployMs { get; init; }

    /// <summary>From the start of a server on the same data to its being ready.</summary>
    public required double RestartSeconds { get; init; }

    /// <summary>Largest resident memory of this process, the server with everything in it, in MiB.</summary>
    public required double PeakRssMb { get; init; }

    /// <summary>Times a transaction waited for the disk in the first reading, for each DAG.</summary>
    public required double SyncsPerDag { get; init; }

    /// <summary>What the machine can do at most, measured in the same run.</summary>
    public required MachineLimits Limits { get; init; }

    /// <summary><see cref="PerSecond"/> to the limit that applies: process starts for programs, else durable commits of one row.</summary>
    public required double Ratio { get; init; }

    /// <summary>Where.</summary>
    public required BenchMachine Machine { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>As one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Line);
}
