using System.Globalization;
using System.Text;

namespace Orrery.Silo.Telemetry.Metrics;

/// <summary>Writes metrics as Prometheus reads them: its text format 0.0.4, or OpenMetrics 1.0.0.</summary>
internal static class PrometheusText
{
    /// <summary>Content type of the text format.</summary>
    public const string PlainType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Content type of OpenMetrics.</summary>
    public const string OpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// <summary>The text.</summary>
    /// <param name="families">The metrics.</param>
    /// <param name="openMetrics">Whether to write OpenMetrics.</param>
    public static string Write(IEnumerable<MetricFamily> families, bool openMetrics)
    {
        var text = new StringBuilder();
        foreach (var family in families)
        {
            Write(text, family, openMetrics);
        }

        return text.Append(openMetrics ? "# EOF\n" : "").ToString();
    }

    /// <summary>The name of a metric: its unit is part of it, and counters end in <c>_total</c>.</summary>
    public static string NameOf(string name, string unit, MetricKind kind)
    {
        var (full, _) = WithUnit(name, unit, kind);
        return kind == MetricKind.Counter ? WithSuffix(full, "total") : full;
    }

    private static void Write(StringBuilder text, MetricFamily family, bool openMetrics)
    {
        var (name, unit) = WithUnit(family.Name, family.Unit, family.Kind);
        var sample = family.Kind == MetricKind.Counter ? WithSuffix(name, "total") : name;
        var described = openMetrics ? name : sample;
        var type = family.Kind switch { MetricKind.Counter => "counter", MetricKind.Histogram => "histogram", _ => "gauge" };
        text.Append("# HELP ").Append(described).Append(' ').Append(Escaped(family.Description, quotes: openMetrics)).Append('\n');
        text.Append("# TYPE ").Append(described).Append(' ').Append(type).Append('\n');
        if (openMetrics && unit.Length > 0)
        {
            text.Append("# UNIT ").Append(described).Append(' ').Append(unit).Append('\n');
        }

        foreach (var point in family.Points)
        {
            if (family.Kind == MetricKind.Histogram)
            {
                WriteHistogram(text, name, family.Bounds, point);
            }
            else
            {
                Line(text, sample, point.Tags, bound: null, Number(point.Value));
            }
        }
    }

    private static void WriteHistogram(StringBuilder text, string name, IReadOnlyList<double> bounds, MetricPoint point)
    {
        var upTo = 0L;
        for (var i = 0; i < bounds.Count; i++)
        {
            upTo += point.Buckets[i];
            Line(text, $"{name}_bucket", point.Tags, Bound(bounds[i]), Number(upTo));
        }

        Line(text, $"{name}_bucket", point.Tags, "+Inf", Number(point.Count));
        Line(text, $"{name}_sum", point.Tags, bound: null, Number(point.Value));
        Line(text, $"{name}_count", point.Tags, bound: null, Number(point.Count));
    }

    private static void Line(StringBuilder text, string name, IReadOnlyList<KeyValuePair<string, object?>> tags, string? bound, string value)
    {
        text.Append(name);
        var separator = '{';
        foreach (var (key, tag) in tags)
        {
            text.Append(separator).Append(Name(key, isLabel: true)).Append("=\"").Append(Escaped(Convert.ToString(tag, CultureInfo.InvariantCulture) ?? "", quotes: true)).Append('"');
            separator = ',';
        }

        if (bound is not null)
        {
            text.Append(separator).Append("le=\"").Append(bound).Append('"');
            separator = ',';
        }

        text.Append(separator == '{' ? "" : "}").Append(' ').Append(value).Append('\n');
    }

    private static (string Name, string Unit) WithUnit(string name, string unit, MetricKind kind)
    {
        var plain = Name(name, isLabel: false);
        var word = unit switch
        {
            "" => "",
            ['{', ..] => "",
            "s" => "seconds",
            "ms" => "milliseconds",
            "By" => "bytes",
            "%" => "percent",
            "1" => kind == MetricKind.Gauge ? "ratio" : "",
            _ => Name(unit, isLabel: true).Trim('_'),
        };
        return (word.Length == 0 ? plain : WithSuffix(plain, word), word);
    }

    private static string WithSuffix(string name, string suffix) => name.EndsWith($"_{suffix}", StringComparison.Ordinal) ? name : $"{name}_{suffix}";

    /// <summary>A name of letters, digits and underscores; for metrics colons too. Not beginning with a digit.</summary>
    private static string Name(string name, bool isLabel)
    {
        var valid = string.Create(name.Length, (name, isLabel), static (span, of) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                var c = of.name[i];
                span[i] = char.IsAsciiLetterOrDigit(c) || (c == ':' && !of.isLabel) ? c : '_';
            }
        });
        return valid.Length == 0 || char.IsAsciiDigit(valid[0]) ? $"_{valid}" : valid;
    }

    private static string Escaped(string text, bool quotes)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    // OpenMetrics wants these as floating point numbers, and Prometheus takes them to be the same.
    private static string Bound(double bound) => Number(bound) is var text && text.AsSpan().ContainsAny('.', 'E') ? text : $"{text}.0";
}
