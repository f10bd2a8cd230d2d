using Orrery.Browser.Tests.Demo;
using Orrery.Dashboard.Components.Dialogs;
using Orrery.Dashboard.Views.Runs;
using Orrery.Grains.Interfaces.Reruns;

namespace Orrery.Dashboard.Tests.Components;

public sealed class TaskActionDialogTests : ComponentTest
{
    [Theory]
    [InlineData("check_totals", false, "1 task will run again:")]
    [InlineData("check_totals", true, "3 tasks will run again:")]
    public async Task Clear_OfATask_ListsWhatItReaches(string taskId, bool downstream, string expected)
    {
        var dialog = await RenderAsync<TaskActionDialog>(("Initial", ActionOn(taskId) with { Downstream = downstream }));
        dialog.QuerySelector(".preview p")!.TextContent.ShouldBe(expected);
        dialog.QuerySelector("button[type=submit]")!.HasAttribute("disabled").ShouldBeFalse();
        Client.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Clear_WhenNothingIsReached_CannotBeConfirmed()
    {
        var dialog = await RenderAsync<TaskActionDialog>(("Initial", ActionOn("gone")));
        dialog.QuerySelector(".preview")!.TextContent.ShouldContain("No task is affected.");
        dialog.QuerySelector("button[type=submit]")!.HasAttribute("disabled").ShouldBeTrue();
    }

    private static TaskAction ActionOn(string taskId) => new(DemoData.FailedDag, DemoData.FailedRun(Now), new TaskSelector(taskId));
}
