using Orrery.Core.States;
using Orrery.Dashboard.Components.Pages;
using Orrery.Dashboard.State;

namespace Orrery.Dashboard.Tests.Components;

public sealed class OverviewPageTests : ComponentTest
{
    [Fact]
    public async Task Page_WhenOpened_SaysWhatGoesOnWhatBrokeAndWhatComes()
    {
        var page = await RenderPageAsync<OverviewPage>("");

        page.QuerySelectorAll(".tile > span:last-child").Select(t => t.TextContent).ShouldBe(["Running", "Queued", "Failed in 24 h", "Succeeded in 24 h"]);
        page.QuerySelector(".tile")!.GetAttribute("href").ShouldBe(DashboardUrl.RunsInState(DagRunState.Running));
        page.QuerySelectorAll(".failure").Length.ShouldBeInRange(1, 5);
        page.QuerySelectorAll(".halves tbody th").Length.ShouldBe(7);
        page.QuerySelector(".worries")!.TextContent.ShouldContain("1 file cannot be read");
    }

    [Fact]
    public async Task Page_WhenThereIsNoDag_ShowsFirstSteps()
    {
        Client.Clear();

        (await RenderPageAsync<OverviewPage>("")).QuerySelector(".first-steps").ShouldNotBeNull();
    }
}
