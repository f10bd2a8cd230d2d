namespace Orrery.Grains.Interfaces.Runs;

/// <summary>
/// What a host's trigger loop is to look for, and how: one of <see cref="File"/>, <see cref="Http"/> and <see cref="Sql"/>, or else the script or
/// command of the <see cref="LaunchSpec"/>, which is then run for each look.
/// </summary>
[GenerateSerializer, Immutable, Alias("orrery.sensor_spec")]
public sealed record SensorSpec
{
    /// <summary>Path or glob pattern of a file; relative ones count from the working directory.</summary>
    [Id(0)] public string? File { get; init; }

    /// <summary>A request over HTTP.</summary>
    [Id(1)] public HttpProbe? Http { get; init; }

    /// <summary>A query.</summary>
    [Id(2)] public SqlProbe? Sql { get; init; }

    /// <summary>The only exit code that means "not yet"; null: any failure but being skipped does.</summary>
    [Id(3)] public int? RetryExitCode { get; init; }

    /// <summary>Time between two looks.</summary>
    [Id(4)] public required TimeSpan PokeInterval { get; init; }

    /// <summary>How long to look, from <see cref="Since"/>.</summary>
    [Id(5)] public required TimeSpan Timeout { get; init; }

    /// <summary>Whether the pause grows.</summary>
    [Id(6)] public bool ExponentialBackoff { get; init; }

    /// <summary>Upper bound of a growing pause.</summary>
    [Id(7)] public TimeSpan? MaxWait { get; init; }

    /// <summary>Whether it is skipped when the time is up.</summary>
    [Id(8)] public bool SoftFail { get; init; }

    /// <summary>Whether it is skipped when a look goes wrong.</summary>
    [Id(9)] public bool NeverFail { get; init; }

    /// <summary>Whether a look that goes wrong means "not yet".</summary>
    [Id(10)] public bool SilentFail { get; init; }

    /// <summary>Whether to look once and report, instead of going on.</summary>
    [Id(11)] public bool Once { get; init; }

    /// <summary>When the try began to wait; its time counts from here, on whatever host.</summary>
    [Id(12)] public required DateTimeOffset Since { get; init; }

    /// <summary>What it waits for, in words that follow "waits for".</summary>
    [Id(13)] public required string For { get; init; }
}

/// <summary>A request over HTTP and the answer wished for.</summary>
[GenerateSerializer, Immutable, Alias("orrery.http_probe")]
public sealed record HttpProbe
{
    /// <summary>Address.</summary>
    [Id(0)] public required string Url { get; init; }

    /// <summary>Method.</summary>
    [Id(1)] public string Method { get; init; } = "GET";

    /// <summary>Headers.</summary>
    [Id(2)] public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Body to send.</summary>
    [Id(3)] public string? Body { get; init; }

    /// <summary>Status codes that are right; empty: 200 to 299.</summary>
    [Id(4)] public ImmutableArray<int> Status { get; init; } = [];

    /// <summary>Text the answer must hold.</summary>
    [Id(5)] public string? Contains { get; init; }
}

/// <summary>A query whose first value says whether it is time.</summary>
[GenerateSerializer, Immutable, Alias("orrery.sql_probe")]
public sealed record SqlProbe
{
    /// <summary>Kind of the database.</summary>
    [Id(0)] public required Core.Dags.SqlKind Kind { get; init; }

    /// <summary>Path of a file of SQLite, or a connection string.</summary>
    [Id(1)] public required string Connection { get; init; }

    /// <summary>The query.</summary>
    [Id(2)] public required string Query { get; init; }
}
