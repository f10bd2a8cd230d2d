namespace Orrery.Silo.Telemetry.Metrics;

/// <summary>What the values of a metric mean.</summary>
internal enum MetricKind
{
    /// <summary>Only grows, from 0 at the start.</summary>
    Counter,

    /// <summary>A sum that goes up and down.</summary>
    UpDown,

    /// <summary>What is now.</summary>
    Gauge,

    /// <summary>How often values fell into which range.</summary>
    Histogram,
}

/// <summary>A metric as it is at one moment.</summary>
/// <param name="Name">Name, with dots.</param>
/// <param name="Unit">Unit in UCUM: <c>s</c>, <c>By</c>, <c>{run}</c>; empty: none.</param>
/// <param name="Description">What it says.</param>
/// <param name="Kind">What its values mean.</param>
/// <param name="Bounds">Upper bounds of a histogram's ranges, ascending; empty for others.</param>
/// <param name="Points">One for each set of tags.</param>
internal sealed record MetricFamily(string Name, string Unit, string Description, MetricKind Kind, IReadOnlyList<double> Bounds, IReadOnlyList<MetricPoint> Points);

/// <summary>The value of a metric for one set of tags.</summary>
/// <param name="Tags">The tags, sorted by name.</param>
/// <param name="Value">The value; of a histogram the sum of all.</param>
/// <param name="Count">Of a histogram, how many values there were.</param>
/// <param name="Buckets">Of a histogram, how many fell into each range, the last being that above all bounds; empty for others.</param>
internal sealed record MetricPoint(IReadOnlyList<KeyValuePair<string, object?>> Tags, double Value, long Count, IReadOnlyList<long> Buckets);
