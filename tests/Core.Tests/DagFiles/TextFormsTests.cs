using Orrery.Core.DagFiles;

namespace Orrery.Core.Tests.DagFiles;

public sealed class TextFormsTests
{
    [Theory]
    [InlineData("90", 0, 90)]
    [InlineData("0", 0, 0)]
    [InlineData("1.5", 0, 1.5)]
    [InlineData("5 minutes", 0, 300)]
    [InlineData("1 h 30 m", 0, 5400)]
    [InlineData("1h30m", 0, 5400)]
    [InlineData("1 hour, 30 min", 0, 5400)]
    [InlineData("250 ms", 0, 0.25)]
    [InlineData("2 weeks", 0, 1209600)]
    [InlineData("1 month", 1, 0)]
    [InlineData("2 YEARS 1 Day", 24, 86400)]
    [InlineData("PT5M", 0, 300)]
    [InlineData("P1DT2H3M4.5S", 0, 93784.5)]
    [InlineData("P1Y2M3W4D", 14, 2160000)]
    [InlineData("pt1s", 0, 1)]
    public void TryParse_WhenTextIsADuration_Reads(string text, int months, double seconds)
    {
        DurationText.TryParse(text, out var duration).ShouldBeTrue();

        (duration.TotalMonths, duration.Time.TotalSeconds).ShouldBe((months, seconds));
        DurationText.TryParseFixed(text, out var @fixed).ShouldBe(months == 0);
        @fixed.ShouldBe(months == 0 ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("5 parsecs")]
    [InlineData("5 minutes 3")]
    [InlineData("m 5")]
    [InlineData(".5 s")]
    [InlineData("1.2.3 s")]
    [InlineData("1.5 months")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P5")]
    [InlineData("P1H")]
    [InlineData("PT1D")]
    [InlineData("PT5MT3S")]
    [InlineData("PT1S2H")]
    [InlineData("101 years")]
    [InlineData("99999999999999999999")]
    [InlineData("9999999999999 weeks 9999999999999 weeks")]
    [InlineData("٣ minutes")]
    public void TryParse_WhenTextIsNoDuration_Refuses(string text) => DurationText.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("2026-01-31", "2026-01-30T23:00:00Z")]
    [InlineData("2026-07-31T06:00", "2026-07-31T04:00:00Z")]
    [InlineData("2026-07-31 06:00:01.5", "2026-07-31T04:00:01.5Z")]
    [InlineData("2026-07-31T06:00:00Z", "2026-07-31T06:00:00Z")]
    [InlineData("2026-07-31T06:00:00-05:30", "2026-07-31T11:30:00Z")]
    [InlineData("2026-03-29T02:30", "2026-03-29T01:30:00Z")] // in the gap: 03:30 summer time
    [InlineData("2026-10-25T02:30", "2026-10-25T01:30:00Z")] // shown twice: the second one
    public void TryParse_WhenTextIsAnInstant_ReadsItInTheZone(string text, string expected)
    {
        InstantText.TryParse(text, TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich"), out var instant).ShouldBeTrue();

        instant.ShouldBe(DateTimeOffset.Parse(expected, null));
        instant.Offset.ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("2026-02-30")]
    [InlineData("2026-13-01")]
    [InlineData("01.02.2026")]
    [InlineData("2026-01-01T25:00")]
    [InlineData("2026-01-01T06:00+25:00")]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31T23:59:59-12:00")]
    [InlineData("today")]
    [InlineData("")]
    public void TryParse_WhenTextIsNoInstant_Refuses(string text) => InstantText.TryParse(text, TimeZoneInfo.Utc, out _).ShouldBeFalse();
}
