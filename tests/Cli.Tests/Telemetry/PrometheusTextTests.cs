using Orrery.Silo.Telemetry.Metrics;

namespace Orrery.Cli.Tests.Telemetry;

/// <summary>The text that Prometheus reads.</summary>
public sealed class PrometheusTextTests
{
    [Fact]
    public void Write_OfACounter_HasHelpTypeUnitAndTotal() => Write(Family("orrery.things.moved", "By", MetricKind.Counter, Point(3, ("kind", "a")))).ShouldBe(
        """
        # HELP orrery_things_moved_bytes_total What it says.
        # TYPE orrery_things_moved_bytes_total counter
        orrery_things_moved_bytes_total{kind="a"} 3

        """);

    [Fact]
    public void Write_OfAHistogram_HasRangesThatAddUpAndOneForAll()
    {
        var point = new MetricPoint([], 12.5, 4, [1, 2, 1]);
        Write(new MetricFamily("orrery.wait", "s", "How long.", MetricKind.Histogram, [0.5, 2], [point])).ShouldBe(
            """
            # HELP orrery_wait_seconds How long.
            # TYPE orrery_wait_seconds histogram
            orrery_wait_seconds_bucket{le="0.5"} 1
            orrery_wait_seconds_bucket{le="2.0"} 3
            orrery_wait_seconds_bucket{le="+Inf"} 4
            orrery_wait_seconds_sum 12.5
            orrery_wait_seconds_count 4

            """);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("say \"hi\"", "say \\\"hi\\\"")]
    [InlineData("C:\\dags", "C:\\\\dags")]
    [InlineData("two\nlines", "two\\nlines")]
    [InlineData("ünï 漢", "ünï 漢")]
    public void Write_OfALabel_EscapesWhatWouldEndIt(string value, string expected) =>
        Write(Family("x", "", MetricKind.Gauge, Point(1, ("name", value)))).ShouldContain($"x{{name=\"{expected}\"}} 1\n");

    [Fact]
    public void Write_OfADescription_EscapesLinesAndBackslashesOnly() =>
        Write(new MetricFamily("x", "", "a \"b\"\n\\c", MetricKind.Gauge, [], [Point(1)])).ShouldContain("# HELP x a \"b\"\\n\\\\c\n");

    [Theory]
    [InlineData("orrery.dag_run.duration", "s", MetricKind.Histogram, "orrery_dag_run_duration_seconds")]
    [InlineData("orrery.dag_run.finished", "{run}", MetricKind.Counter, "orrery_dag_run_finished_total")]
    [InlineData("orrery.api.streams", "{stream}", MetricKind.UpDown, "orrery_api_streams")]
    [InlineData("cpu.share", "1", MetricKind.Gauge, "cpu_share_ratio")]
    [InlineData("size_bytes", "By", MetricKind.Gauge, "size_bytes")]
    [InlineData("9 lives", "", MetricKind.Gauge, "_9_lives")]
    public void NameOf_IsWhatPrometheusExpects(string name, string unit, object kind, string expected) =>
        PrometheusText.NameOf(name, unit, (MetricKind)kind).ShouldBe(expected);

    [Theory]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(0.1, "0.1")]
    [InlineData(-1, "-1")]
    public void Write_OfANumber_IsOneThatPrometheusReads(double value, string expected) =>
        Write(Family("x", "", MetricKind.Gauge, Point(value))).ShouldEndWith($"x {expected}\n");

    [Fact]
    public void Write_AsOpenMetrics_NamesTheFamilyWithoutTotalAndEnds()
    {
        var text = PrometheusText.Write([Family("orrery.moved", "s", MetricKind.Counter, Point(2))], openMetrics: true);
        text.ShouldBe(
            """
            # HELP orrery_moved_seconds What it says.
            # TYPE orrery_moved_seconds counter
            # UNIT orrery_moved_seconds seconds
            orrery_moved_seconds_total 2
            # EOF

            """);
    }

    private static string Write(MetricFamily family) => PrometheusText.Write([family], openMetrics: false);

    private static MetricFamily Family(string name, string unit, MetricKind kind, MetricPoint point) => new(name, unit, "What it says.", kind, [], [point]);

    private static MetricPoint Point(double value, params (string Key, string Value)[] tags) =>
        new([.. tags.Select(t => new KeyValuePair<string, object?>(t.Key, t.Value))], value, 0, []);
}
