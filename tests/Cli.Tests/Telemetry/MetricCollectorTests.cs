using System.Diagnostics.Metrics;
using Orrery.Silo.Telemetry.Metrics;

namespace Orrery.Cli.Tests.Telemetry;

/// <summary>What is kept of measurements.</summary>
public sealed class MetricCollectorTests : IDisposable
{
    private readonly Meter _meter = new("test");
    private readonly MetricCollector _collector;

    public MetricCollectorTests() => _collector = new MetricCollector(TimeProvider.System, m => ReferenceEquals(m, _meter));

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Collect_OfACounter_AddsUpByTagsWhateverTheirOrder()
    {
        var counter = _meter.CreateCounter<long>("c", "{x}", "d");
        counter.Add(1, new("a", "1"), new("b", "2"));
        counter.Add(2, new("b", "2"), new("a", "1"));
        counter.Add(4, new KeyValuePair<string, object?>("a", "1"));
        Only().Points.OrderBy(p => p.Value).Select(p => (p.Value, string.Join(',', p.Tags.Select(t => t.Key)))).ShouldBe([(3, "a,b"), (4, "a")]);
    }

    [Fact]
    public void Collect_OfAHistogram_CountsAValueAtABoundBelowIt()
    {
        var histogram = _meter.CreateHistogram("h", "s", "d", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2] });
        foreach (var value in (double[])[0.5, 1, 1.5, 2, 3])
        {
            histogram.Record(value);
        }

        var point = Only().Points.ShouldHaveSingleItem();
        point.Buckets.ShouldBe([2, 2, 1]);
        (point.Count, point.Value).ShouldBe((5, 8));
    }

    [Fact]
    public void Collect_WhenAGaugeSaysNothingOfSomethingAnyMore_ForgetsIt()
    {
        string[] hosts = ["a", "b"];
        _meter.CreateObservableGauge("g", () => hosts.Select(h => new Measurement<int>(1, new KeyValuePair<string, object?>("host", h))));
        Only().Points.Count.ShouldBe(2);
        hosts = ["b"];
        Only().Points.ShouldHaveSingleItem().Tags[0].Value.ShouldBe("b");
    }

    [Fact]
    public void Collect_WhenAGaugeFails_HasTheOthers()
    {
        _meter.CreateObservableGauge("broken", int () => throw new InvalidOperationException());
        _meter.CreateObservableGauge("fine", () => 7);
        Only().Points.ShouldHaveSingleItem().Value.ShouldBe(7);
    }

    [Fact]
    public void Collect_WhenThereAreTooManySeries_KeepsTheRestInOne()
    {
        var counter = _meter.CreateCounter<int>("c");
        for (var i = 0; i < Metric.MaxSeries + 10; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("n", i));
        }

        var family = Only();
        family.Points.Count.ShouldBe(Metric.MaxSeries + 1);
        family.Points.Single(p => p.Tags[0].Key == "otel.metric.overflow").Value.ShouldBe(10);
    }

    [Fact]
    public async Task Record_FromManyThreads_LosesNothing()
    {
        var counter = _meter.CreateCounter<long>("c");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(t => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("t", t % 2));
            }
        })));
        Only().Points.Sum(p => p.Value).ShouldBe(80_000);
    }

    private MetricFamily Only() => _collector.Collect().ShouldHaveSingleItem();
}
