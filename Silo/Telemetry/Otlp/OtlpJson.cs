using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Orrery.Grains.Telemetry;
using Orrery.Silo.Telemetry.Metrics;

namespace Orrery.Silo.Telemetry.Otlp;

/// <summary>Writes OTLP's requests in JSON: <c>ExportTraceServiceRequest</c> and <c>ExportMetricsServiceRequest</c>.</summary>
internal static class OtlpJson
{
    private const string Scope = "Orrery";
    private const int Cumulative = 2;
    private const int ErrorStatus = 2;

    private static readonly string Version =
        typeof(OtlpJson).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>A request with spans.</summary>
    public static byte[] Traces(TelemetryOptions options, IReadOnlyList<SpanRecord> spans) => Write("resourceSpans", "scopeSpans", "spans", options, writer =>
    {
        foreach (var span in spans)
        {
            Write(writer, span);
        }
    });

    /// <summary>A request with metrics.</summary>
    public static byte[] Metrics(TelemetryOptions options, IReadOnlyList<MetricFamily> families, DateTimeOffset startedAt, DateTimeOffset now) =>
        Write("resourceMetrics", "scopeMetrics", "metrics", options, writer =>
        {
            foreach (var family in families)
            {
                Write(writer, family, startedAt, now);
            }
        });

    private static byte[] Write(string resources, string scopes, string items, TelemetryOptions options, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteStartArray(resources);
            writer.WriteStartObject();
            writer.WriteStartObject("resource");
            WriteAttributes(writer, ResourceOf(options));
            writer.WriteEndObject();
            writer.WriteStartArray(scopes);
            writer.WriteStartObject();
            writer.WriteStartObject("scope");
            writer.WriteString("name", Scope);
            writer.WriteString("version", Version);
            writer.WriteEndObject();
            writer.WriteStartArray(items);
            write(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static IEnumerable<KeyValuePair<string, object?>> ResourceOf(TelemetryOptions options) =>
    [
        new("service.name", options.ServiceName),
        new("service.version", Version),
        .. options.Resource.Where(r => r.Key != "service.version").Select(r => new KeyValuePair<string, object?>(r.Key, r.Value)),
    ];

    private static void Write(Utf8JsonWriter writer, SpanRecord span)
    {
        writer.WriteStartObject();
        writer.WriteString("traceId", span.TraceId.ToHexString());
        writer.WriteString("spanId", span.SpanId.ToHexString());
        if (span.ParentSpanId != default)
        {
            writer.WriteString("parentSpanId", span.ParentSpanId.ToHexString());
        }

        writer.WriteString("name", span.Name);
        writer.WriteNumber("kind", span.Kind switch
        {
            ActivityKind.Server => 2,
            ActivityKind.Client => 3,
            ActivityKind.Producer => 4,
            ActivityKind.Consumer => 5,
            _ => 1,
        });
        writer.WriteString("startTimeUnixNano", Nanoseconds(span.StartedAt));
        writer.WriteString("endTimeUnixNano", Nanoseconds(span.EndedAt));
        WriteAttributes(writer, span.Attributes);
        if (span.Links.Count > 0)
        {
            writer.WriteStartArray("links");
            foreach (var link in span.Links)
            {
                writer.WriteStartObject();
                writer.WriteString("traceId", link.TraceId.ToHexString());
                writer.WriteString("spanId", link.SpanId.ToHexString());
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (span.Error is { } error)
        {
            writer.WriteStartObject("status");
            writer.WriteNumber("code", ErrorStatus);
            writer.WriteString("message", error);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, MetricFamily family, DateTimeOffset startedAt, DateTimeOffset now)
    {
        writer.WriteStartObject();
        writer.WriteString("name", family.Name);
        writer.WriteString("description", family.Description);
        writer.WriteString("unit", family.Unit);
        writer.WriteStartObject(family.Kind switch { MetricKind.Histogram => "histogram", MetricKind.Gauge => "gauge", _ => "sum" });
        if (family.Kind != MetricKind.Gauge)
        {
            writer.WriteNumber("aggregationTemporality", Cumulative);
        }

        if (family.Kind is MetricKind.Counter or MetricKind.UpDown)
        {
            writer.WriteBoolean("isMonotonic", family.Kind == MetricKind.Counter);
        }

        writer.WriteStartArray("dataPoints");
        foreach (var point in family.Points)
        {
            writer.WriteStartObject();
            WriteAttributes(writer, point.Tags);
            writer.WriteString("startTimeUnixNano", Nanoseconds(startedAt));
            writer.WriteString("timeUnixNano", Nanoseconds(now));
            if (family.Kind == MetricKind.Histogram)
            {
                WriteHistogram(writer, family, point);
            }
            else
            {
                WriteDouble(writer, "asDouble", point.Value);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteHistogram(Utf8JsonWriter writer, MetricFamily family, MetricPoint point)
    {
        writer.WriteString("count", point.Count.ToString(CultureInfo.InvariantCulture));
        WriteDouble(writer, "sum", point.Value);
        writer.WriteStartArray("bucketCounts");
        foreach (var count in point.Buckets)
        {
            writer.WriteStringValue(count.ToString(CultureInfo.InvariantCulture));
        }

        writer.WriteEndArray();
        writer.WriteStartArray("explicitBounds");
        foreach (var bound in family.Bounds)
        {
            writer.WriteNumberValue(bound);
        }

        writer.WriteEndArray();
    }

    private static void WriteAttributes(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>> attributes)
    {
        writer.WriteStartArray("attributes");
        foreach (var (key, value) in attributes)
        {
            writer.WriteStartObject();
            writer.WriteString("key", key);
            writer.WriteStartObject("value");
            switch (value)
            {
                case bool truth:
                    writer.WriteBoolean("boolValue", truth);
                    break;
                case int or long or short or byte:
                    // 64-bit numbers are text in JSON of protocol buffers.
                    writer.WriteString("intValue", Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
                    break;
                case double or float:
                    WriteDouble(writer, "doubleValue", Convert.ToDouble(value, CultureInfo.InvariantCulture));
                    break;
                default:
                    writer.WriteString("stringValue", Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
                    break;
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteDouble(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteString(name, value switch { double.PositiveInfinity => "Infinity", double.NegativeInfinity => "-Infinity", _ => "NaN" });
        }
    }

    private static string Nanoseconds(DateTimeOffset moment) =>
        ((moment.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * TimeSpan.NanosecondsPerTick).ToString(CultureInfo.InvariantCulture);
}
