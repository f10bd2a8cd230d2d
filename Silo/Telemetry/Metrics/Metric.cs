using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Orrery.Silo.Telemetry.Metrics;

/// <summary>The series of one metric: adds up what its instruments measure, from any thread.</summary>
internal sealed class Metric
{
    /// <summary>Sets of tags a metric may have; all further ones are one series together.</summary>
    public const int MaxSeries = 2_000;

    private static readonly KeyValuePair<string, object?>[] Overflow = [new("otel.metric.overflow", "true")];

    // Those of OpenTelemetry, for histograms that say nothing.
    private static readonly double[] DefaultBounds = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000];

    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Series> _series = new(TagSets.Comparer);
    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Series>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> _lookup;
    private readonly string _name;
    private readonly string _unit;
    private readonly string _description;
    private readonly MetricKind _kind;
    private readonly bool _isObserved;
    private readonly double[] _bounds;
    private int _round;

    /// <summary>Creates it for an instrument; see <see cref="KindOf"/>.</summary>
    public Metric(Instrument instrument, MetricKind kind)
    {
        _lookup = _series.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        (_name, _unit, _description, _kind) = (instrument.Name, instrument.Unit ?? "", instrument.Description ?? "", kind);
        _isObserved = instrument.IsObservable;
        _bounds = kind == MetricKind.Histogram ? BoundsOf(instrument) ?? DefaultBounds : [];
    }

    /// <summary>What the values of an instrument mean; null: it is of no kind that is known.</summary>
    public static MetricKind? KindOf(Instrument instrument)
    {
        var type = instrument.GetType();
        var kind = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? MetricKind.Counter
            : kind == typeof(UpDownCounter<>) || kind == typeof(ObservableUpDownCounter<>) ? MetricKind.UpDown
            : kind == typeof(Gauge<>) || kind == typeof(ObservableGauge<>) ? MetricKind.Gauge
            : kind == typeof(Histogram<>) ? MetricKind.Histogram
            : null;
    }

    /// <summary>From here on what is observed replaces what was, and what is not observed any more is gone.</summary>
    public void BeginRound() => _round++;

    /// <summary>Takes a measurement.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!_lookup.TryGetValue(tags, out var series))
        {
            var key = _series.Count < MaxSeries ? TagSets.Comparer.Create(tags) : Overflow;
            series = _series.GetOrAdd(key, static (_, metric) => new Series(metric._bounds), this);
        }

        lock (series)
        {
            if (_kind == MetricKind.Histogram)
            {
                series.Buckets[RangeOf(value)]++;
                series.Count++;
            }

            // Of the same name in several places of a process, the sum counts.
            var replaces = _isObserved ? series.Round != _round : _kind == MetricKind.Gauge;
            series.Value = replaces ? value : series.Value + value;
            series.Round = _round;
        }
    }

    /// <summary>As it is now.</summary>
    public MetricFamily Read()
    {
        var points = new List<MetricPoint>();
        foreach (var (tags, series) in _series)
        {
            lock (series)
            {
                if (_isObserved && series.Round != _round)
                {
                    _ = _series.TryRemove(tags, out _);
                    continue;
                }

                points.Add(new MetricPoint(tags, series.Value, series.Count, [.. series.Buckets]));
            }
        }

        return new MetricFamily(_name, _unit, _description, _kind, _bounds, points);
    }

    private static double[]? BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> h => h.Advice?.HistogramBucketBoundaries?.ToArray(),
        Histogram<int> h => h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray(),
        Histogram<long> h => h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray(),
        _ => null,
    };

    private int RangeOf(double value)
    {
        var at = Array.BinarySearch(_bounds, value);
        return at < 0 ? ~at : at;
    }

    private sealed class Series(double[] bounds)
    {
        public double Value { get; set; }

        public long Count { get; set; }

        public long[] Buckets { get; } = bounds.Length == 0 ? [] : new long[bounds.Length + 1];

        public int Round { get; set; } = -1;
    }
}
