using Orrery.Dashboard.Format;
using Orrery.Dashboard.State;

namespace Orrery.Dashboard.Tests.Format;

public sealed class TimesTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public void Moment_InUtc_IsPlain() => Times.Moment(Utc("2026-08-21T14:03:12"), TimeZoneInfo.Utc).ShouldBe("2026-08-21 14:03:12");

    [Fact]
    public void Moment_InSummer_IsTwoHoursAhead() => Times.Moment(Utc("2026-08-21T14:03:12"), Berlin).ShouldBe("2026-08-21 16:03:12");

    [Fact]
    public void Moment_AroundTheGap_SkipsTheHour()
    {
        Times.Moment(Utc("2026-03-29T00:59:59"), Berlin).ShouldBe("2026-03-29 01:59:59");
        Times.Moment(Utc("2026-03-29T01:00:00"), Berlin).ShouldBe("2026-03-29 03:00:00");
    }

    [Fact]
    public void Moment_InTheOverlap_SaysWhichOne()
    {
        Times.Moment(Utc("2026-10-25T00:30:00"), Berlin).ShouldBe("2026-10-25 02:30:00 +02:00");
        Times.Moment(Utc("2026-10-25T01:30:00"), Berlin).ShouldBe("2026-10-25 02:30:00 +01:00");
        Times.Moment(Utc("2026-10-25T02:30:00"), Berlin).ShouldBe("2026-10-25 03:30:00");
    }

    [Fact]
    public void Moment_GivenWithAnOffset_IsTheSameMoment() =>
        Times.Moment(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.FromHours(9)), TimeZoneInfo.Utc).ShouldBe("2026-01-01 03:00:00");

    [Theory]
    [InlineData(11_520, "in 3 h 12 min")]
    [InlineData(-4, "4 s ago")]
    [InlineData(0.5, "now")]
    [InlineData(-0.5, "now")]
    public void Relative_ToNow_SaysWhichSide(double seconds, string expected)
    {
        var now = Utc("2026-08-21T14:03:12");
        Times.Relative(now.AddSeconds(seconds), now).ShouldBe(expected);
    }

    [Theory]
    [InlineData("Europe/Berlin", true)]
    [InlineData("Mars/Olympus", false)]
    [InlineData("../../etc/passwd", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void FindZone_OfAnyText_KnowsOrNot(string? name, bool isKnown) => (Times.FindZone(name) is not null).ShouldBe(isKnown);

    [Fact]
    public void DisplaySettings_WhenBrowserZoneIsUnknown_StayInUtc()
    {
        var settings = new DisplaySettings();
        settings.Load(DisplaySettings.Browser, "Mars/Olympus");
        settings.Zone.ShouldBe(TimeZoneInfo.Utc);
        settings.Choice.ShouldBe(DisplaySettings.Utc);
        settings.BrowserZoneName.ShouldBeNull();
    }

    [Fact]
    public void DisplaySettings_WhenChosen_ChangeZoneAndSayIt()
    {
        var settings = new DisplaySettings();
        settings.Load(DisplaySettings.Utc, "Europe/Berlin");
        var changes = 0;
        settings.Changed += () => changes++;
        settings.Choose(DisplaySettings.Browser);
        changes.ShouldBe(1);
        settings.ZoneName.ShouldBe("Europe/Berlin");
        settings.Moment(Utc("2026-01-01T00:00:00")).ShouldBe("2026-01-01 01:00:00");
        settings.Moment(null).ShouldBe("–");
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z", System.Globalization.CultureInfo.InvariantCulture);
}
