using Orrery.Client;
using Orrery.Core.States;
using Orrery.Dashboard.Components.Controls;
using Orrery.Dashboard.Components.Dialogs;
using Orrery.Dashboard.Components.Pages;
using Orrery.Browser.Tests.Demo;
using Orrery.Dashboard.Views.Logs;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Reruns;

namespace Orrery.Dashboard.Tests.Components;

public sealed class ControlTests : ComponentTest
{
    public static TheoryData<TaskInstanceState> States => [.. Enum.GetValues<TaskInstanceState>()];

    [Theory]
    [MemberData(nameof(States))]
    public async Task StateBadge_OfEveryState_HasFillGlyphAndText(TaskInstanceState state)
    {
        var badge = (await RenderAsync<StateBadge>(("State", state))).QuerySelector(".badge")!;
        badge.TextContent.Trim().ShouldBe(TaskInstanceStateFacts.Of(state).Wording);
        badge.QuerySelector(".chip svg path")!.GetAttribute("d").ShouldNotBeNullOrEmpty();
        badge.QuerySelector(".chip")!.ClassList.ShouldContain(c => c.StartsWith("fill-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunBars_OfADag_AreLinksWithNames()
    {
        var dag = (await Client.GetDagAsync(DemoData.FailedDag))!;
        var bars = (await RenderAsync<RunBars>(("Runs", dag.LatestRuns))).QuerySelectorAll("a");
        bars.Length.ShouldBe(14);
        bars.ShouldAllBe(b => b.GetAttribute("aria-label")!.Contains("UTC: ", StringComparison.Ordinal));
        bars[^1].GetAttribute("aria-label")!.ShouldContain("Failed");
    }

    [Fact]
    public async Task LogLineRow_WithHostileText_WritesNoElementOfTheLog()
    {
        foreach (var (source, text) in HostileLines.All)
        {
            var body = await RenderAsync<LogLineRow>(("Line", new LogLine(3, Now, source, text)), ("Href", "x#L3"));
            body.QuerySelectorAll("script, img, [onerror], [style]").ShouldBeEmpty();
            body.QuerySelector(".line-text")!.TextContent.ShouldBe(LogText.Plain(text));
            body.QuerySelectorAll(".line-text a").ShouldAllBe(a => a.GetAttribute("href")!.StartsWith("https://", StringComparison.Ordinal) && a.GetAttribute("rel")!.Contains("noopener", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(LogSource.Stdout, "")]
    [InlineData(LogSource.Stderr, "err")]
    [InlineData(LogSource.System, "sys")]
    public async Task LogLineRow_OfEachSource_SaysItInText(LogSource source, string expected) =>
        (await RenderAsync<LogLineRow>(("Line", new LogLine(1, Now, source, "x")), ("Href", "#"))).QuerySelector(".line-source")!.TextContent.ShouldBe(expected);

    [Fact]
    public async Task Elapsed_WhileRunning_TellsTheBrowserSinceWhen()
    {
        (await RenderAsync<Elapsed>(("Start", Now.AddSeconds(-124)), ("End", null))).QuerySelector("[data-since]")!.TextContent.ShouldBe("2 min 04 s");
        var ended = await RenderAsync<Elapsed>(("Start", Now.AddSeconds(-124)), ("End", Now));
        ended.QuerySelector("[data-since]").ShouldBeNull();
        ended.TextContent.Trim().ShouldBe("2 min 04 s");
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("  ", null)]
    [InlineData("{\"a\": 1}", null)]
    [InlineData("[1]", "no JSON object")]
    [InlineData("{a: 1}", "line 1")]
    [InlineData("{\"a\": 1,}", "no comma after the last")]
    public void ConfProblem_OfAnyText_SaysWhatIsWrong(string conf, string? expected)
    {
        var problem = TriggerDialog.ConfProblem(conf);
        if (expected is null)
        {
            problem.ShouldBeNull();
        }
        else
        {
            problem.ShouldNotBeNull().ShouldContain(expected);
        }
    }
}

public sealed class PageTests : ComponentTest
{
    [Fact]
    public async Task Dag_WhenItExists_ShowsFactsAndRuns()
    {
        Client.PutImportError(new ImportErrorInfo { BundleName = "etl", Filename = "dags/billing_export.yaml", StackTrace = "line 3: <oops>", FirstSeen = Now, Timestamp = Now });
        var body = await RenderPageAsync<DagRunsPage>("dags/billing_export/runs");
        body.QuerySelector("h1")!.TextContent.ShouldBe("billing_export");
        body.QuerySelector(".facts")!.TextContent.ShouldContain("5 tasks, 4 dependencies, 3 deep");
        body.QuerySelector(".banner.bad pre")!.TextContent.ShouldBe("line 3: <oops>");
        body.QuerySelectorAll("table.runs tbody tr").Length.ShouldBe(50);
        body.QuerySelectorAll("button").ShouldContain(b => b.TextContent.Trim() == "More");
    }

    [Fact]
    public async Task Dag_WhenItDoesNotExist_OffersTheNearest()
    {
        var body = await RenderPageAsync<DagPage>("dags/billing_exprt");
        body.QuerySelector(".notice h2")!.TextContent.ShouldBe("There is no DAG “billing_exprt”");
        body.QuerySelectorAll(".near a").Select(a => a.GetAttribute("href")).ShouldContain("dags/billing_export");
    }

    [Fact]
    public async Task Dag_WhenTheInstallationIsAway_SaysSo()
    {
        Client.SetDown(true);
        var body = await RenderPageAsync<DagPage>("dags/billing_export");
        body.QuerySelector(".notice")!.TextContent.ShouldContain("orrery up");
    }

    [Fact]
    public async Task ImportErrors_WithMarkupInThem_ShowItAsText()
    {
        Client.PutImportError(new ImportErrorInfo { BundleName = "b", Filename = "<b>.yaml", StackTrace = "<script>x</script>", FirstSeen = Now, Timestamp = Now });
        var body = await RenderPageAsync<ImportErrorsPage>("import-errors");
        body.QuerySelectorAll("script").ShouldBeEmpty();
        body.QuerySelectorAll("pre").ShouldContain(p => p.TextContent == "<script>x</script>");
    }

    [Fact]
    public async Task Task_ThatWaits_SaysWhy()
    {
        var body = await RenderPageAsync<TaskPage>($"dags/{DemoData.LiveDag}/runs/{Uri.EscapeDataString(DemoData.LiveRun(Now))}/tasks/mart_refunds");
        body.QuerySelectorAll(".why li").Length.ShouldBe(2);
    }
}

public sealed class ApprovalPanelTests : ComponentTest
{
    private static readonly ApprovalInfo Open = new()
    {
        DagId = DemoData.LiveDag, DagRunId = "", TaskId = "mart_refunds", TryNumber = 1, Subject = "Release <b>?", Body = "All\ngreen.",
        Options = ["Approve", "Reject"], AssignedUsers = ["ann", "bob"], CreatedAt = Now,
    };

    [Theory]
    [InlineData(false, "radio")]
    [InlineData(true, "checkbox")]
    public async Task Task_ThatAsks_HasAFormInsteadOfWhy(bool multiple, string kind)
    {
        Client.PutApproval(Open with { DagRunId = DemoData.LiveRun(Now), Multiple = multiple });

        var body = await RenderPageAsync<TaskPage>(Url);

        body.QuerySelector(".ask h2")!.TextContent.ShouldBe("Release <b>?");
        body.QuerySelector(".ask")!.TextContent.ShouldContain("for ann or bob");
        body.QuerySelectorAll($".ask form input[type={kind}]").Length.ShouldBe(2);
        body.QuerySelectorAll(".ask label.check").Select(l => l.TextContent).ShouldBe(["Approve", "Reject"]);
        body.QuerySelector(".ask button[type=submit]")!.TextContent.ShouldBe("Answer");
        body.QuerySelector(".why").ShouldBeNull();
    }

    [Fact]
    public async Task Task_ThatWasAnswered_SaysByWhomAndHasNoForm()
    {
        Client.PutApproval(Open with
        {
            DagRunId = DemoData.LiveRun(Now), RespondedAt = Now, RespondedBy = "ann", ChosenOptions = ["Approve"], ParamsInputJson = """{"day":1}""",
        });

        var body = await RenderPageAsync<TaskPage>(Url);

        body.QuerySelector(".ask")!.TextContent.ShouldContain("Approve by ann");
        body.QuerySelector(".ask code")!.TextContent.ShouldBe("""{"day":1}""");
        body.QuerySelector(".ask form").ShouldBeNull();
    }

    [Fact]
    public async Task Task_ThatAskedInAnEarlierTry_ShowsThatAndWhyItWaitsNow()
    {
        Client.PutApproval(Open with { DagRunId = DemoData.LiveRun(Now) });
        Client.Move(DemoData.LiveDag, DemoData.LiveRun(Now), Open.TaskId, t => t with { TryNumber = 2, State = TaskInstanceState.Scheduled });

        var body = await RenderPageAsync<TaskPage>(Url);

        body.QuerySelector(".ask form").ShouldBeNull();
        body.QuerySelectorAll(".why li").Length.ShouldBe(2);
    }

    private static string Url => $"dags/{DemoData.LiveDag}/runs/{Uri.EscapeDataString(DemoData.LiveRun(Now))}/tasks/{Open.TaskId}";
}

public sealed class NoteTests : ComponentTest
{
    private static string RunUrl => $"dags/{DemoData.LiveDag}/runs/{Uri.EscapeDataString(DemoData.LiveRun(Now))}";

    [Fact]
    public async Task Run_AndTaskWithNotes_ShowThem()
    {
        await Client.SetNoteAsync(DemoData.LiveDag, DemoData.LiveRun(Now), task: null, "the run's");
        await Client.SetNoteAsync(DemoData.LiveDag, DemoData.LiveRun(Now), new TaskSelector("load_orders"), "<i>the task's");

        (await RenderPageAsync<RunPage>(RunUrl)).QuerySelector(".note-bar")!.TextContent.ShouldContain("the run's");
        var task = await RenderPageAsync<TaskPage>($"{RunUrl}/tasks/load_orders");
        task.QuerySelector(".note-bar p")!.TextContent.ShouldBe("<i>the task's");
        task.QuerySelector(".note-bar button")!.TextContent.ShouldBe("Edit note");
    }

    [Fact]
    public async Task Run_WithoutANote_OffersToAddOne() =>
        (await RenderPageAsync<RunPage>(RunUrl)).QuerySelector(".note-bar button")!.TextContent.ShouldBe("Add a note");

    [Fact]
    public async Task Row_OfATask_SaysWhyItFailedAndWhatWasNoted()
    {
        var task = DemoData.Task("d", "r", 0, "t", TaskInstanceState.Failed) with { FailureMessage = "Exit code 1.", Note = "known" };
        (await RenderAsync<TaskCells>(("Task", task))).TextContent.ShouldContain("Exit code 1. · known");
    }
}

public sealed class EmptyInstallationTests : ComponentTest
{
    [Fact]
    public async Task FirstSteps_AreThree() => (await RenderAsync<FirstSteps>()).QuerySelectorAll("ol > li").Length.ShouldBe(3);
}

public sealed class ReadOnlyTests : ComponentTest
{
    protected override bool IsReadOnly => true;

    [Fact]
    public async Task DagRow_ReadOnly_HasNoControls()
    {
        var dag = (await Client.GetDagAsync(DemoData.FailedDag))!;
        (await RenderAsync<DagRow>(("Dag", dag))).QuerySelectorAll("button").ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_ReadOnly_ShowsNoEmptyNoteAndNoWayToWriteOne()
    {
        var url = $"dags/{DemoData.LiveDag}/runs/{Uri.EscapeDataString(DemoData.LiveRun(Now))}";
        (await RenderPageAsync<RunPage>(url)).QuerySelector(".note-bar").ShouldBeNull();
        await Client.SetNoteAsync(DemoData.LiveDag, DemoData.LiveRun(Now), task: null, "late");
        (await RenderPageAsync<RunPage>(url)).QuerySelector(".note-bar")!.TextContent.Trim().ShouldBe("late");
    }

    [Fact]
    public async Task Approval_ReadOnly_HasNoForm()
    {
        var asked = new ApprovalInfo
        {
            DagId = DemoData.LiveDag, DagRunId = DemoData.LiveRun(Now), TaskId = "mart_refunds", TryNumber = 1, Subject = "?", Options = ["Yes"], CreatedAt = Now,
        };
        (await RenderAsync<ApprovalPanel>(("Approval", asked), ("IsOpen", true))).QuerySelectorAll("form, button").ShouldBeEmpty();
    }

    [Fact]
    public async Task Dag_ReadOnly_OffersNoAction()
    {
        var body = await RenderPageAsync<DagRunsPage>("dags/billing_export/runs");
        body.QuerySelectorAll("button").Select(b => b.TextContent.Trim()).ShouldBe(["More"]);
    }
}
