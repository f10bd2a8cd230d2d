using Orrery.Dashboard.State;

namespace Orrery.Dashboard.Tests.State;

public sealed class DashboardUrlTests
{
    private const string Base = "http://localhost:7777/";

    public static TheoryData<string> Ids =>
    [
        "plain", "with.dots-and_more", "a+b", "scheduled__2026-01-01T00:00:00+00:00", "a/b", "a%2Fb", "100%", "%", "a b", "?q=1", "#L3", "😀 emoji", "ünïcode", "a&b=c", "<script>", "a\\b", "..x",
    ];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Task_WithHostileIds_RoundTrips(string id)
    {
        var url = DashboardUrl.Task(id, id, id, mapIndex: 3, tryNumber: 2);
        DashboardUrl.Segments(Base + url + "#L9", Base).ShouldBe(["dags", id, "runs", id, "tasks", id, "3"]);
        DashboardUrl.Line(Base + url + "#L9").ShouldBe(9);
        new Uri(Base + url).GetComponents(UriComponents.Query, UriFormat.Unescaped).ShouldBe("try=2");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Run_WithHostileIds_StaysBelowTheBase(string id) =>
        new Uri(new Uri(Base), DashboardUrl.Run(id, id)).AbsoluteUri.ShouldStartWith(Base + "dags/");

    [Theory]
    [InlineData("http://localhost:7777/x", null)]
    [InlineData("http://localhost:7777/x#L0", null)]
    [InlineData("http://localhost:7777/x#L-1", null)]
    [InlineData("http://localhost:7777/x#Lx", null)]
    [InlineData("http://localhost:7777/x#L12", 12L)]
    public void Line_OfFragment_IsAPositiveNumberOrNone(string uri, long? expected) => DashboardUrl.Line(uri).ShouldBe(expected);

    [Fact]
    public void Segments_OutsideTheBase_AreNone() => DashboardUrl.Segments("http://elsewhere/dags/x", Base).ShouldBeEmpty();
}
