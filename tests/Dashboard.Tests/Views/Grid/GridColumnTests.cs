using Orrery.Browser.Tests.Demo;
using Orrery.Core.States;
using Orrery.Dashboard.Views.Grid;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Tests.Views.Grid;

public sealed class GridColumnTests
{
    private static readonly DateTimeOffset Now = new(2026, 8, 21, 14, 3, 12, TimeSpan.Zero);

    [Fact]
    public void Of_Runs_MeasuresBarsAgainstTheMedian()
    {
        var columns = GridColumn.Of([Run("a", 10), Run("b", 20), Run("c", 500), Run("d", null), Run("e", 0.01), Run("f", 20)], Now, TimeZoneInfo.Utc);

        columns.Select(c => c.Height).ShouldBe([25, GridColumn.MedianHeight, 100, 100, 4, GridColumn.MedianHeight]);
        columns[3].Duration.ShouldBeNull();
        columns[3].Since.ShouldNotBeNull();
        columns[1].Duration.ShouldBe("20 s");
    }

    [Fact]
    public void Of_RunsOfDifferentReleases_MarksWhereTheyChange() =>
        GridColumn.Of([Run("a", 1), Run("b", 1) with { VersionNumber = 7 }, Run("c", 1) with { VersionNumber = 7 }], Now, TimeZoneInfo.Utc)
            .Select(c => c.IsChanged).ShouldBe([false, true, false]);

    [Fact]
    public void Of_ARunThatHasNotStarted_HasNoBar() =>
        GridColumn.Of([DemoData.Run("dag", "q", DagRunState.Queued, Now, null)], Now, TimeZoneInfo.Utc).ShouldHaveSingleItem().Height.ShouldBe(0);

    [Theory]
    [InlineData(new double[0], 0)]
    [InlineData(new double[] { 4 }, 4)]
    [InlineData(new double[] { 9, 1 }, 5)]
    [InlineData(new double[] { 9, 1, 2 }, 2)]
    public void Median_OfNumbers_IsTheMiddle(double[] values, double expected) => GridColumn.Median(values).ShouldBe(expected);

    private static DagRunInfo Run(string id, double? seconds) =>
        DemoData.Run("dag", id, seconds is null ? DagRunState.Running : DagRunState.Success, Now.AddMinutes(-10), seconds is { } s ? TimeSpan.FromSeconds(s) : null);
}
