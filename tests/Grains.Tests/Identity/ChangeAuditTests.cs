using System.Text.Json.Nodes;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Identity;
using Orrery.Grains.Interfaces.Reruns;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Tokens;
using Orrery.Grains.Tests.Support;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Tests.Identity;

/// <summary>What the audit says was there before a change, and after it.</summary>
public sealed class ChangeAuditTests : GrainSuite
{
    private static readonly TaskSelector B = new("b");

    [Fact]
    public async Task Pause_OfADag_ShowsBeforeAndAfter()
    {
        await PublishAsync(Yaml("etl", "{task_id: a, bash: a}"));
        await Dag("etl").SetPausedAsync(true);

        var (before, after) = Change(await EntryAsync("pause_dag"));
        (before!["is_paused"]!.GetValue<bool>(), after!["is_paused"]!.GetValue<bool>()).ShouldBe((false, true));
    }

    [Fact]
    public async Task Deletion_OfADag_ShowsWhatThereWas()
    {
        await PublishAsync(Yaml("gone", "{task_id: a, bash: a}"));
        (await Dag("gone").DeleteAsync("me")).IsComplete.ShouldBeTrue();

        var (before, after) = Change(await EntryAsync("delete_dag"));
        (before!["bundle"]!.GetValue<string>(), before["release"]!.GetValue<int>(), after).ShouldBe(("test", 1, null));
    }

    [Fact]
    public async Task Rollout_WhenItIsSet_ShowsThePolicyOnBothSides()
    {
        await PublishAsync(Yaml("canary", "{task_id: a, bash: a}"));
        await Dag("canary").SetRolloutAsync(new RolloutRequest { Percent = 5 });

        var (before, after) = Change(await EntryAsync("rollout_dag"));
        before!["policy"].ShouldBeNull();
        after!["policy"]!["percent"]!.GetValue<int>().ShouldBe(5);

        await PublishAsync(Yaml("canary", "{task_id: a, bash: other}"));
        (await Dag("canary").PromoteAsync(null, "me")).Outcome.ShouldBe(ActionResult.Done);
        (before, after) = Change(await EntryAsync("promote_dag"));
        (before!["release"]!.GetValue<int>(), before["candidate"]!.GetValue<int>()).ShouldBe((1, 2));
        (after!["release"]!.GetValue<int>(), after["candidate"]).ShouldBe((2, null));
    }

    [Fact]
    public async Task Trigger_OfARun_ShowsWhatWasAskedForWithoutItsSecrets()
    {
        await PublishAsync(Yaml("etl", "{task_id: a, bash: a}"));
        (await Dag("etl").TriggerAsync(new TriggerRequest { ConfJson = """{"day":5,"password":"s3cr3t"}""", Note = "by hand" })).Outcome.Problems.ShouldBeEmpty();

        var (before, after) = Change(await EntryAsync("trigger_dag_run"));
        before.ShouldBeNull();
        (after!["run_type"]!.GetValue<string>(), after["note"]!.GetValue<string>()).ShouldBe(("manual", "by hand"));
        after["conf"]!.ToJsonString().ShouldBe("""{"day":5,"password":"***"}""");
    }

    [Fact]
    public async Task Trigger_WithALongConf_KeepsTheBeginningOfIt()
    {
        await PublishAsync(Yaml("etl", "{task_id: a, bash: a}"));
        (await Dag("etl").TriggerAsync(new TriggerRequest { ConfJson = $$"""{"x":"{{new string('y', 5_000)}}"}""" })).Outcome.Problems.ShouldBeEmpty();

        (await EntryAsync("trigger_dag_run")).DetailsJson!.Length.ShouldBeLessThan(1_500);
    }

    [Fact]
    public async Task MarkAndClear_OfATask_ShowItsStatesAndThoseOfTheRun()
    {
        var runId = await StartAsync("etl", Yaml("etl", "{task_id: a, bash: a}", "{task_id: b, bash: b, depends_on: a}"));
        await SucceedAsync(await TakeAsync());
        await FailAsync(await TakeAsync());
        (await EndOfAsync("etl", runId)).Run.ShouldBe(DagRunState.Failed);

        await Run("etl", runId).MarkTasksAsync(new MarkTasks { Tasks = [B], State = TaskInstanceState.Success });
        var marked = await EntryAsync("mark_success");
        (marked.DagId, marked.RunId, marked.TaskId, marked.MapIndex, marked.TryNumber).ShouldBe(("etl", runId, "b", null, 1));
        var (before, after) = Change(marked);
        before!.ToJsonString().ShouldBe("""{"state":"failed","tasks":{"b":"failed"}}""");
        after!["tasks"]!.ToJsonString().ShouldBe("""{"b":"success"}""");

        await Run("etl", runId).ClearTasksAsync(new ClearTasks());
        var cleared = await EntryAsync("clear_task_instances");
        (before, after) = Change(cleared);
        before!["tasks"]!.ToJsonString().ShouldBe("""{"a":"success","b":"success"}""");
        after!["tasks"]!.AsObject().Count.ShouldBe(2);
        JsonNode.Parse(cleared.DetailsJson!)!["task_instances"]!.GetValue<int>().ShouldBe(2);
        cleared.TaskId.ShouldBeNull("it is about two");
    }

    [Fact]
    public async Task Mark_OfARun_ShowsWhatBecomesOfItsTasks()
    {
        var runId = await StartAsync("etl", Yaml("etl", "{task_id: a, bash: a}"));
        await TakeAsync();
        (await Run("etl", runId).MarkAsync(DagRunState.Failed)).ShouldBe(ActionResult.Done);

        var (before, after) = Change(await EntryAsync("mark_dag_run_failed"));
        (before!["state"]!.GetValue<string>(), after!["state"]!.GetValue<string>()).ShouldBe(("running", "failed"));
        (before["tasks"]!["a"]!.GetValue<string>(), after["tasks"]!["a"]!.GetValue<string>()).ShouldBe(("running", "failed"));
    }

    [Fact]
    public async Task Change_OfManyTasks_NamesTheFirstAndCountsAll()
    {
        var runId = await StartAsync("wide", Yaml("wide", [.. Enumerable.Range(0, 130).Select(i => $"{{task_id: t{i:000}, bash: a}}")]));
        (await Run("wide", runId).MarkAsync(DagRunState.Success)).ShouldBe(ActionResult.Done);

        var entry = await EntryAsync("mark_dag_run_success");
        Change(entry).Before!["tasks"]!.AsObject().Count.ShouldBe(100);
        JsonNode.Parse(entry.DetailsJson!)!["task_instances"]!.GetValue<int>().ShouldBe(130);
    }

    [Fact]
    public async Task Note_OfARunAndOfATask_ShowsTheOneBefore()
    {
        var runId = await StartAsync("etl", Yaml("etl", "{task_id: a, bash: a}", "{task_id: b, bash: b}"));
        await Run("etl", runId).SetNoteAsync(null, "one");
        await Run("etl", runId).SetNoteAsync(null, "two");
        (await NotesAsync("note_dag_run")).ShouldBe(("one", "two"));

        await Run("etl", runId).SetNoteAsync(B, "new");
        (await NotesAsync("note_task_instance")).ShouldBe((null, "new"));
        await Run("etl", runId).SetNoteAsync(B, null);
        (await NotesAsync("note_task_instance")).ShouldBe(("new", null));
        (await EntryAsync("note_task_instance")).TaskId.ShouldBe("b");

        async Task<(string?, string?)> NotesAsync(string what)
        {
            var (before, after) = Change(await EntryAsync(what));
            return (before!["note"]?.GetValue<string>(), after!["note"]?.GetValue<string>());
        }
    }

    [Fact]
    public async Task XCom_WhenItIsChanged_IsAuditedWithoutItsValue()
    {
        var runId = await StartAsync("etl", Yaml("etl", "{task_id: a, bash: a}"));
        await Run("etl", runId).ChangeXComAsync(new XComChange { TaskId = "a", Key = "k", ValueJson = "\"s3cr3t\"", IsNew = true });
        await Run("etl", runId).ChangeXComAsync(new XComChange { TaskId = "a", Key = "k" });

        var entry = await EntryAsync("delete_xcom");
        entry.DetailsJson.ShouldBe("""{"key":"k","before":{"characters":8},"after":null}""");
        (entry.TaskId, (await EntryAsync("set_xcom")).DetailsJson).ShouldBe(("a", """{"key":"k","before":null,"after":{"characters":8}}"""));
    }

    [Fact]
    public async Task Deletion_OfARun_ShowsWhatThereWas()
    {
        var runId = await StartAsync("etl", Yaml("etl", "{task_id: a, empty: {}}"));
        await EndOfAsync("etl", runId);
        await UntilAsync(async () => (await Run("etl", runId).DeleteAsync()).Status == ActionStatus.Done, "the run can be deleted");

        var (before, after) = Change(await EntryAsync("delete_dag_run"));
        (before!["state"]!.GetValue<string>(), after).ShouldBe(("success", null));
    }

    [Fact]
    public async Task Backfill_WhenItIsMadePausedAndCancelled_ShowsHowItStood()
    {
        await PublishAsync("dag_id: daily\nschedule: '@daily'\nstart_date: 2027-01-01\ntasks: [{task_id: a, bash: a}]");
        var day = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
        var id = (await Dag("daily").CreateBackfillAsync(new BackfillRequest { FromDate = day, ToDate = day.AddDays(3), MaxActiveRuns = 1 })).BackfillId;
        var backfill = Fixture.Grains.GetGrain<IBackfillGrain>($"{id}");
        (await backfill.SetPausedAsync(true)).ShouldBe(ActionResult.Done);
        (await backfill.CancelAsync()).ShouldBe(ActionResult.Done);

        var (before, after) = Change(await EntryAsync("create_backfill"));
        (before, after!["max_active_runs"]!.GetValue<int>(), after["dates"]!.GetValue<int>()).ShouldBe((null, 1, 4));
        (before, after) = Change(await EntryAsync("pause_backfill"));
        (before!["is_paused"]!.GetValue<bool>(), after!["is_paused"]!.GetValue<bool>()).ShouldBe((false, true));
        (before, after) = Change(await EntryAsync("cancel_backfill"));
        (before!["is_cancelled"]!.GetValue<bool>(), after!["is_cancelled"]!.GetValue<bool>()).ShouldBe((false, true));
    }

    [Fact]
    public async Task Token_WhenItIsMadeAndRevoked_ShowsItsRightsButNotItself()
    {
        var tokens = Fixture.Grains.GetGrain<ITokenGrain>("0");
        var made = await tokens.CreateAsync(new TokenRequest { Name = "ci", Role = ApiRoles.None, Grants = [new GrantInfo("etl", ApiRoles.User)], Actor = "me" });
        await tokens.RevokeAsync(made.Info!.TokenId, "me");

        var created = await EntryAsync("create_token");
        var (before, after) = Change(created);
        (before, after!["grants"]!.ToJsonString().Contains("etl", StringComparison.Ordinal)).ShouldBe((null, true));
        created.DetailsJson!.ShouldNotContain(made.Token![^10..]);
        (before, after) = Change(await EntryAsync("revoke_token"));
        (before!["revoked_at"], after!["revoked_at"]!.GetValue<DateTimeOffset>()).ShouldBe((null, Fixture.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task Bundle_WhenItIsMoved_ShowsBothPlaces()
    {
        var bundle = Fixture.Grains.GetGrain<IBundleGrain>("main");
        await bundle.ConfigureAsync(new BundleSettings { Backend = BundleSettings.Folder, Location = "/one" }, "me");
        await bundle.ConfigureAsync(new BundleSettings { Backend = BundleSettings.Folder, Location = "/two" }, "me");
        await bundle.SetActiveAsync(false, "me");

        var (before, after) = Change(await EntryAsync("configure_bundle"));
        (before!["location"]!.GetValue<string>(), after!["location"]!.GetValue<string>()).ShouldBe(("/one", "/two"));
        (before, after) = Change(await EntryAsync("deactivate_bundle"));
        (before!["is_active"]!.GetValue<bool>(), after!["is_active"]!.GetValue<bool>()).ShouldBe((true, false));
    }

    [Fact]
    public async Task AssetNews_WhenTheyAreForgotten_AreNamed()
    {
        await PublishAsync("dag_id: waits\nschedule: {all: [{asset: 's3://a'}, {asset: 's3://b'}]}\ntasks: [{task_id: t, bash: t}]");
        var asset = Fixture.Grains.GetGrain<IAssetGrain>("s3://a");
        (await asset.EmitAsync(new AssetEmission())).Outcome.Problems.ShouldBeEmpty();
        await UntilAsync(async () => (await Fixture.Store.ListAssetQueueAsync("waits")).Count > 0, "the news waits");
        (await asset.ForgetNewsAsync()).ShouldBe(1);

        var (before, after) = Change(await EntryAsync("delete_queued_asset_events"));
        (before!["events"]![0]!["dag_id"]!.GetValue<string>(), after).ShouldBe(("waits", null));
    }

    /// <summary>The newest entry of its kind.</summary>
    private async Task<AuditRow> EntryAsync(string what) => (await Fixture.Store.ListAuditAsync(100)).First(a => a.Event == what);

    private static (JsonObject? Before, JsonObject? After) Change(AuditRow entry)
    {
        var details = JsonNode.Parse(entry.DetailsJson.ShouldNotBeNull())!.AsObject();
        details.ContainsKey("before").ShouldBeTrue();
        details.ContainsKey("after").ShouldBeTrue();
        return (details["before"] as JsonObject, details["after"] as JsonObject);
    }
}
