namespace Orrery.Silo.Telemetry;

/// <summary>Who may read <c>/metrics</c>.</summary>
public enum MetricsAccess
{
    /// <summary>Nobody: nothing is measured for it.</summary>
    Off,

    /// <summary>Whoever may read: the role viewer or more, by token.</summary>
    Viewers,

    /// <summary>Anybody who reaches the address.</summary>
    Anonymous,
}

/// <summary>What a server tells of itself, and to whom.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Name of the service unless told otherwise.</summary>
    public const string DefaultServiceName = "orrery";

    /// <summary>Who may read <c>/metrics</c>. Default: viewers, if the server shows its faces at all.</summary>
    public MetricsAccess Metrics { get; init; } = MetricsAccess.Viewers;

    /// <summary>Whether metrics of runs and tries are told apart by DAG. Default false, since those are many series.</summary>
    public bool MetricsByDag { get; init; }

    /// <summary>Name of the service in traces and metrics that are sent. Default <c>orrery</c>.</summary>
    public string ServiceName { get; init; } = DefaultServiceName;

    /// <summary>What else is known of the service, such as <c>deployment.environment</c>.</summary>
    public IReadOnlyDictionary<string, string> Resource { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where traces are sent; null (default): nowhere, and none are made.</summary>
    public OtlpTarget? Traces { get; init; }

    /// <summary>Where metrics are sent; null (default): nowhere.</summary>
    public OtlpTarget? MetricsExport { get; init; }

    /// <summary>Time between two sendings of metrics. Default 1 minute.</summary>
    public TimeSpan MetricsInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What was asked for and is not done, for the log.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>Where telemetry is sent, by OTLP over HTTP.</summary>
/// <param name="Url">Full address: <c>http://localhost:4318/v1/traces</c>.</param>
/// <param name="Headers">Headers of each request, such as a key.</param>
/// <param name="Timeout">How long a request may take.</param>
public sealed record OtlpTarget(Uri Url, IReadOnlyDictionary<string, string> Headers, TimeSpan Timeout)
{
    /// <summary>The address alone: headers hold keys.</summary>
    public override string ToString() => Url.ToString();
}
