using Orrery.Core.Cron;

namespace Orrery.Core.Tests.Cron;

public sealed class TimeZonesTests
{
    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Zurich")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("Etc/GMT+5")]
    public void Find_WhenIdIsKnown_GivesThatZone(string id) => TimeZones.Find(id).Id.ShouldBe(id);

    [Theory]
    [InlineData("Europe/Zürich", "Europe/Zurich")]
    [InlineData("europe/zurich", "Europe/Zurich")]
    [InlineData("Zurich", "Europe/Zurich")]
    [InlineData("America/NewYork", "America/New_York")]
    [InlineData("new york", "America/New_York")]
    public void Find_WhenIdIsAlmostRight_SuggestsTheNearest(string id, string nearest) =>
        Should.Throw<TimeZoneNotFoundException>(() => TimeZones.Find(id)).Message.ShouldStartWith($"Time zone \"{id}\" is not known; did you mean \"{nearest}\"");

    [Theory]
    [InlineData("")]
    [InlineData("Mars/Olympus_Mons_Crater")]
    [InlineData("../../../etc/passwd")]
    public void TryFind_WhenNothingIsNear_SaysWhatAnIdLooksLike(string id)
    {
        TimeZones.TryFind(id, out var zone, out var problem).ShouldBeFalse();

        zone.ShouldBeNull();
        problem.ShouldBe($"Time zone \"{id}\" is not known; write an IANA id such as \"Europe/Zurich\" or \"UTC\".");
    }

    [Fact]
    public void TryFind_WhenIdIsHuge_ShowsItsBeginning()
    {
        TimeZones.TryFind(new string('x', 10_000), out _, out var problem).ShouldBeFalse();

        problem.ShouldNotBeNull().Length.ShouldBeLessThan(200);
    }
}
