using System.Globalization;

namespace Orrery.Silo.Telemetry;

/// <summary>
/// Reads OpenTelemetry's standard environment variables. What is wrong there never keeps a server from starting, since they are often set for a
/// whole machine: it is said in <see cref="TelemetryOptions.Warnings"/>.
/// </summary>
public static class OtelEnvironment
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Json = "http/json";
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The options with what the environment says.</summary>
    /// <param name="options">The options before.</param>
    /// <param name="environment">Looks up a variable; null when it is not set.</param>
    public static TelemetryOptions Apply(TelemetryOptions options, Func<string, string?> environment)
    {
        if (string.Equals(environment("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
        {
            return options;
        }

        var warnings = new List<string>();
        var resource = Pairs(environment, "OTEL_RESOURCE_ATTRIBUTES", warnings);
        var name = Value(environment, "OTEL_SERVICE_NAME") ?? resource.GetValueOrDefault("service.name") ?? options.ServiceName;
        resource.Remove("service.name");
        return options with
        {
            ServiceName = name,
            Resource = resource,
            Traces = TargetOf(environment, "TRACES", "v1/traces", warnings),
            MetricsExport = TargetOf(environment, "METRICS", "v1/metrics", warnings),
            MetricsInterval = Milliseconds(environment, "OTEL_METRIC_EXPORT_INTERVAL", options.MetricsInterval, warnings),
            Warnings = [.. warnings.Distinct(StringComparer.Ordinal)],
        };
    }

    private static OtlpTarget? TargetOf(Func<string, string?> environment, string signal, string path, List<string> warnings)
    {
        var exporters = (Value(environment, $"OTEL_{signal}_EXPORTER") ?? "otlp").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (!exporters.Contains("otlp", StringComparer.OrdinalIgnoreCase))
        {
            warnings.AddRange(exporters.Where(e => !string.Equals(e, "none", StringComparison.OrdinalIgnoreCase))
                .Select(e => $"OTEL_{signal}_EXPORTER={e}: only 'otlp' and 'none' are known; nothing is sent."));
            return null;
        }

        var own = $"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT";
        var (text, variable) = Value(environment, own) is { } full ? (full, own) : (Value(environment, Endpoint)?.TrimEnd('/') is { } common ? $"{common}/{path}" : null, Endpoint);
        if (text is null)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            warnings.Add($"{variable}: '{text}' is no address; write it as http://localhost:4318. Nothing is sent.");
            return null;
        }

        var protocol = Value(environment, $"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL") ?? Value(environment, "OTEL_EXPORTER_OTLP_PROTOCOL") ?? Json;
        if (protocol == "grpc")
        {
            warnings.Add($"{variable}: gRPC is not spoken here; nothing is sent. Give the address of the collector's OTLP/HTTP receiver, by default at port 4318, and set OTEL_EXPORTER_OTLP_PROTOCOL={Json}.");
            return null;
        }

        if (protocol != Json)
        {
            warnings.Add($"{variable}: '{protocol}' is not spoken here; JSON is sent, which OTLP/HTTP receivers take too. Set OTEL_EXPORTER_OTLP_PROTOCOL={Json} to be rid of this line.");
        }

        var headers = Pairs(environment, "OTEL_EXPORTER_OTLP_HEADERS", warnings);
        foreach (var (name, value) in Pairs(environment, $"OTEL_EXPORTER_OTLP_{signal}_HEADERS", warnings))
        {
            headers[name] = value;
        }

        var timeout = Milliseconds(environment, $"OTEL_EXPORTER_OTLP_{signal}_TIMEOUT", Milliseconds(environment, "OTEL_EXPORTER_OTLP_TIMEOUT", DefaultTimeout, warnings), warnings);
        return new OtlpTarget(url, headers, timeout);
    }

    /// <summary>Pairs as in W3C's baggage: <c>name=value,name=value</c>, with percent signs for what does not fit.</summary>
    private static Dictionary<string, string> Pairs(Func<string, string?> environment, string variable, List<string> warnings)
    {
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in (Value(environment, variable) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
            {
                pairs[Uri.UnescapeDataString(pair[..at].Trim())] = Uri.UnescapeDataString(pair[(at + 1)..].Trim());
            }
            else
            {
                // Without the text: it may be a key.
                warnings.Add($"{variable}: one of its entries is not of the form name=value and is left out.");
            }
        }

        return pairs;
    }

    private static TimeSpan Milliseconds(Func<string, string?> environment, string variable, TimeSpan otherwise, List<string> warnings)
    {
        if (Value(environment, variable) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        warnings.Add($"{variable}: '{text}' is no number of milliseconds above 0; {otherwise.TotalMilliseconds} is used.");
        return otherwise;
    }

    private static string? Value(Func<string, string?> environment, string variable) => environment(variable) is { } text && text.Trim() is { Length: > 0 } value ? value : null;
}
