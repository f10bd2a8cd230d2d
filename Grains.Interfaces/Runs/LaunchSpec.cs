namespace Orrery.Grains.Interfaces.Runs;

/// <summary>Everything an engine needs to run one try, and the only thing it sees. Shaped like a pod: files, command, environment, limits.</summary>
[GenerateSerializer, Immutable, Alias("orrery.launch_spec")]
public sealed record LaunchSpec
{
    /// <summary>Which try.</summary>
    [Id(0)] public required TaskKey Task { get; init; }

    /// <summary>The lease the try runs under; its report must name it.</summary>
    [Id(1)] public required Guid LeaseId { get; init; }

    /// <summary>Name of the engine: <c>process</c>, <c>docker</c>.</summary>
    [Id(2)] public string Engine { get; init; } = "process";

    /// <summary>A bash script to run; null when <see cref="Argv"/> says what to run.</summary>
    [Id(3)] public string? Script { get; init; }

    /// <summary>Program and arguments; empty when <see cref="Script"/> says what to run.</summary>
    [Id(4)] public ImmutableArray<string> Argv { get; init; } = [];

    /// <summary>Environment variables on top of the engine's own.</summary>
    [Id(5)] public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Working directory: the folder of the DAG's file. With <see cref="Snapshot"/> a path in it, empty for its root, until the host has put the
    /// snapshot somewhere; else a path of the host. Null: the root of the snapshot, or the try's scratch directory.
    /// </summary>
    [Id(6)] public string? WorkingDirectory { get; init; }

    /// <summary>How long the try may take. Null: no limit.</summary>
    [Id(7)] public TimeSpan? ExecutionTimeout { get; init; }

    /// <summary>Time between the request to end and the kill. Default 10 s.</summary>
    [Id(8)] public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest XCom the try may leave, in bytes. Default 1 MiB.</summary>
    [Id(9)] public long MaxXComBytes { get; init; } = 1 << 20;

    /// <summary>Largest log kept of the try, in bytes; more is counted and dropped. Default 64 MiB.</summary>
    [Id(10)] public long MaxLogBytes { get; init; } = 64 << 20;

    /// <summary>Exit code by which the try asks to be skipped. Default 99, as Airflow's; null: none.</summary>
    [Id(11)] public int? SkipExitCode { get; init; } = 99;

    /// <summary>What to look for now and then instead of running a process; null: run the process.</summary>
    [Id(12)] public SensorSpec? Sensor { get; init; }

    /// <summary>What came of the wait to which an earlier process of this try deferred itself, as JSON; null: there was none.</summary>
    [Id(13)] public string? EventJson { get; init; }

    /// <summary>The code to run: the hash of a bundle's snapshot, of which the host makes a folder. Null: what the host has in <see cref="WorkingDirectory"/>.</summary>
    [Id(14)] public string? Snapshot { get; init; }

    /// <summary>Code of the DAG's own file to call; null when <see cref="Script"/> or <see cref="Argv"/> says what to run.</summary>
    [Id(15)] public CodeLaunch? Code { get; init; }

    /// <summary>Exit code by which the try says that a retry is of no use; null (default): none.</summary>
    [Id(16)] public int? FailExitCode { get; init; }

    /// <summary>The trace the try is part of, as W3C's <c>traceparent</c>: its process finds it in <c>TRACEPARENT</c>. Null: none.</summary>
    [Id(17)] public string? TraceParent { get; init; }

    /// <summary>Secrets that were opened for the try: they are hidden in its log and in its report.</summary>
    [Id(18)] public ImmutableArray<string> Secrets { get; init; } = [];

    /// <summary>The container to run in, for engines that run containers; null: these refuse the try, and other engines need none.</summary>
    [Id(19)] public ContainerSpec? Container { get; init; }
}
