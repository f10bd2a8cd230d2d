using Orrery.Silo.Telemetry;

namespace Orrery.Cli.Tests.Telemetry;

/// <summary>OpenTelemetry's environment variables.</summary>
public sealed class OtelEnvironmentTests
{
    [Fact]
    public void Apply_WithoutVariables_SendsNothing()
    {
        var options = Apply();
        (options.Traces, options.MetricsExport, options.ServiceName).ShouldBe((null, null, "orrery"));
        options.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Apply_WithAnEndpoint_SendsBothSignalsThere()
    {
        var options = Apply(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=a%20b, x-team=data"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "2500"),
            ("OTEL_SERVICE_NAME", "nightly"),
            ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=prod,service.name=other"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "15000"));
        options.Traces!.Url.ShouldBe(new Uri("http://collector:4318/v1/traces"));
        options.MetricsExport!.Url.ShouldBe(new Uri("http://collector:4318/v1/metrics"));
        options.Traces.Headers.ShouldBe(new Dictionary<string, string> { ["x-key"] = "a b", ["x-team"] = "data" }, ignoreOrder: true);
        options.Traces.Timeout.ShouldBe(TimeSpan.FromSeconds(2.5));
        options.ServiceName.ShouldBe("nightly");
        options.Resource.ShouldBe([new("deployment.environment", "prod")]);
        options.MetricsInterval.ShouldBe(TimeSpan.FromSeconds(15));
        options.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Apply_WithEndpointsOfSignals_TakesThemAsTheyAre()
    {
        var options = Apply(("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://traces/x"), ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "k=v"));
        options.Traces!.Url.ShouldBe(new Uri("https://traces/x"));
        options.Traces.Headers["k"].ShouldBe("v");
        options.MetricsExport.ShouldBeNull();
    }

    [Theory]
    [InlineData("OTEL_TRACES_EXPORTER", "none", false, true)]
    [InlineData("OTEL_METRICS_EXPORTER", "NONE", true, false)]
    [InlineData("OTEL_SDK_DISABLED", "true", false, false)]
    public void Apply_WhenASignalIsOff_DoesNotSendIt(string variable, string value, bool traces, bool metrics)
    {
        var options = Apply(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"), (variable, value));
        (options.Traces is not null, options.MetricsExport is not null).ShouldBe((traces, metrics));
        options.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "gRPC is not spoken here", false)]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", "JSON is sent", true)]
    [InlineData("OTEL_TRACES_EXPORTER", "zipkin", "'otlp' and 'none'", false)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "collector:4318", "'collector:4318' is no address", false)]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "soon", "'soon' is no number of milliseconds", true)]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "secret", "OTEL_EXPORTER_OTLP_HEADERS: one of its entries", true)]
    public void Apply_WhenSomethingIsWrong_SaysSoAndShowsNoSecret(string variable, string value, string warning, bool sendsTraces)
    {
        var options = Apply(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"), (variable, value));
        options.Warnings.ShouldContain(w => w.Contains(warning, StringComparison.Ordinal), string.Join('\n', options.Warnings));
        options.Warnings.ShouldNotContain(w => w.Contains("secret", StringComparison.Ordinal));
        options.Warnings.ShouldBeUnique();
        (options.Traces is not null).ShouldBe(sendsTraces);
    }

    private static TelemetryOptions Apply(params (string Name, string Value)[] variables) =>
        OtelEnvironment.Apply(new TelemetryOptions(), name => variables.FirstOrDefault(v => v.Name == name).Value);
}
