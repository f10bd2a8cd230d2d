using Orrery.Browser.Tests.Demo;
using Orrery.Core.States;
using Orrery.Dashboard.Components.Dialogs;
using Orrery.Dashboard.Components.Pages;
using Orrery.Dashboard.State;
using Orrery.Dashboard.Views.Runs;
using Orrery.Dashboard.Views.Versions;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Dashboard.Tests.Components;

public sealed class VersionsPageTests : ComponentTest
{
    [Fact]
    public async Task Page_WhenOpened_ListsReleasesAndComparesTheCandidateWithTheLiveOne()
    {
        var page = await RenderPageAsync<VersionsPage>(DashboardUrl.Versions(DemoData.FailedDag));

        var rows = page.QuerySelectorAll("table.versions tbody tr");
        rows.Select(r => r.QuerySelector("th")!.TextContent).ShouldBe(["v3", "v2", "v1"]);
        rows.Select(r => r.QuerySelector(".tag")!.TextContent).ShouldBe(["candidate", "live", "live before"]);
        page.QuerySelector("h2")!.TextContent.ShouldBe("What differs between v2 and v3");
        page.QuerySelectorAll(".diff .changed, .diff .same").Select(l => l.TextContent.TrimEnd()).ShouldBe(["~ task load", "    retries: default -> 3", " dag_id: etl", " tasks:", " - {task_id: load, bash: two}"]);
        page.QuerySelectorAll(".diff .added").Select(l => l.TextContent.TrimEnd()).ShouldBe(["+retries: 1"]);
        page.QuerySelector("pre.source")!.TextContent.ShouldBe(Client.MemoryVersions.Sources[2]);
        page.QuerySelector(".lead")!.TextContent.ShouldBe("New releases take 20 % of new runs before they are live; rolled back after 2 failures in a row.");
    }

    [Fact]
    public async Task Page_WhenReleasesAreNamed_ComparesThose()
    {
        var page = await RenderPageAsync<VersionsPage>(DashboardUrl.Versions(DemoData.FailedDag, 1, 2));

        page.QuerySelector("h2")!.TextContent.ShouldBe("What differs between v1 and v2");
        page.QuerySelectorAll("select option[selected]").Select(o => o.GetAttribute("value")).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task Page_WhenThereIsNoSuchDag_SaysSo() =>
        (await RenderPageAsync<VersionsPage>(DashboardUrl.Versions("none"))).QuerySelector(".notice h2")!.TextContent.ShouldContain("There is no DAG");

    [Fact]
    public async Task Dialog_WhenACandidateIsOut_OffersToPromoteItAndToTakeItBack()
    {
        var dialog = await RenderAsync<RolloutDialog>(("DagId", "etl"), ("Rollout", Client.MemoryVersions.Rollout));

        dialog.QuerySelectorAll(".start button").Select(b => b.TextContent).ShouldBe(["Promote v3", "Take v3 back"]);
        dialog.QuerySelectorAll("input[type=radio]").Select(r => r.HasAttribute("checked")).ShouldBe([false, true, false]);
        dialog.QuerySelector("input[type=radio]")!.HasAttribute("disabled").ShouldBeTrue("a candidate that is out must be decided about first");
        dialog.QuerySelector("input[type=number]")!.GetAttribute("value").ShouldBe("20");
    }

    [Fact]
    public async Task Dialog_WhenNothingIsOut_OffersToGoBack()
    {
        var dialog = await RenderAsync<RolloutDialog>(("DagId", "etl"), ("Rollout", new RolloutInfo { Live = 4, Previous = 2 }));

        dialog.QuerySelector(".start button")!.TextContent.ShouldBe("Roll back to v2");
        dialog.QuerySelectorAll(".field").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(RunActionKind.ClearFailed, DagRunState.Failed, true)]
    [InlineData(RunActionKind.ClearAll, DagRunState.Success, true)]
    [InlineData(RunActionKind.ClearAll, DagRunState.Running, false)]
    [InlineData(RunActionKind.MarkSuccess, DagRunState.Failed, false)]
    public async Task RunAction_WhenARunThatHasEndedIsCleared_OffersTheLiveVersion(RunActionKind kind, DagRunState state, bool isOffered)
    {
        var run = DemoData.Run(DemoData.FailedDag, "r", state, Now, TimeSpan.Zero);

        var dialog = await RenderAsync<RunActionDialog>(("Run", run), ("Plan", new RunActionPlan(kind, [])));

        dialog.QuerySelectorAll("input[type=checkbox]").Length.ShouldBe(isOffered ? 1 : 0);
    }

    [Theory]
    [InlineData(null, null, null, null, "New releases are live at once.")]
    [InlineData(5, null, 1, null, "New releases take 5 % of new runs before they are live; promoted after 1 success.")]
    [InlineData(null, 3, 20, 2, "New releases take 3 new runs before they are live; promoted after 20 successes, rolled back after 2 failures in a row.")]
    public void Wording_OfARollout_IsASentence(int? percent, int? next, int? promoteAfter, int? rollbackAfter, string expected) =>
        ReleaseWording.Of(new RolloutInfo { Live = 1, Percent = percent, Next = next, PromoteAfter = promoteAfter, RollbackAfter = rollbackAfter }).ShouldBe(expected);
}

public sealed class ReadOnlyVersionsPageTests : ComponentTest
{
    protected override bool IsReadOnly => true;

    [Fact]
    public async Task Page_WhenReadOnly_OffersNoChange() =>
        (await RenderPageAsync<VersionsPage>(DashboardUrl.Versions(DemoData.FailedDag))).QuerySelectorAll(".actions button").ShouldBeEmpty();
}
