using Orrery.Dashboard.Format;

namespace Orrery.Dashboard.Tests.Format;

public sealed class DurationsTests
{
    [Theory]
    [InlineData(-5, "0 s")]
    [InlineData(0, "0 s")]
    [InlineData(0.0001, "1 ms")]
    [InlineData(0.3204, "320 ms")]
    [InlineData(0.9996, "1.0 s")]
    [InlineData(4.24, "4.2 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(42.4, "42 s")]
    [InlineData(59.6, "1 min 00 s")]
    [InlineData(124, "2 min 04 s")]
    [InlineData(3_599.7, "1 h 00 min")]
    [InlineData(3_780, "1 h 03 min")]
    [InlineData(86_399.9, "1 d 00 h")]
    [InlineData(187_200, "2 d 04 h")]
    [InlineData(86_400_000, "1000 d 00 h")]
    public void Text_OfSeconds_HasTwoUnitsAtMost(double seconds, string expected) => Durations.Text(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);

    [Theory]
    [InlineData(-1, "0 s")]
    [InlineData(0.9, "0 s")]
    [InlineData(59.9, "59 s")]
    [InlineData(60, "1 min 00 s")]
    [InlineData(3_661, "1 h 01 min")]
    public void Ticking_OfSeconds_NeverRunsAhead(double seconds, string expected) => Durations.Ticking(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);
}
