using System.CommandLine;
using Orrery.Silo.Telemetry;

namespace Orrery.Cli.Commands;

/// <summary>What a server is told of metrics, traces and its own log.</summary>
internal sealed class TelemetryCliOptions
{
    private const string Json = "json";
    private const string Text = "text";

    private readonly Option<string> _metrics = new("--metrics")
    {
        Description = "Who may read /metrics: whoever has the role viewer, everybody, or nobody",
        DefaultValueFactory = _ => "viewers",
    };

    private readonly Option<bool> _byDag = new("--metrics-by-dag") { Description = "Tell metrics of runs and tasks apart by DAG: as many times the series" };

    private readonly Option<string> _logFormat = new("--log-format") { Description = "How lines of the server's log are written", DefaultValueFactory = _ => Text };

    /// <summary>Creates the options.</summary>
    public TelemetryCliOptions()
    {
        _metrics.AcceptOnlyFromAmong("viewers", "anonymous", "off");
        _logFormat.AcceptOnlyFromAmong(Text, Json);
    }

    /// <summary>The options, for the command that uses them.</summary>
    public Symbol[] All => [_metrics, _byDag, _logFormat];

    /// <summary>Whether the log is to be JSON.</summary>
    public bool WantsJsonLog(ParseResult parsed) => parsed.GetValue(_logFormat) == Json;

    /// <summary>What the command line and OpenTelemetry's environment variables ask for.</summary>
    public TelemetryOptions Read(ParseResult parsed, Func<string, string?> environment) => OtelEnvironment.Apply(
        new TelemetryOptions
        {
            Metrics = parsed.GetValue(_metrics) switch { "anonymous" => MetricsAccess.Anonymous, "off" => MetricsAccess.Off, _ => MetricsAccess.Viewers },
            MetricsByDag = parsed.GetValue(_byDag),
        },
        environment);
}
