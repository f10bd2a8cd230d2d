using Orrery.Core.States;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Grains.Interfaces.Scheduling;
using Orrery.Grains.Tests.Support;
using Orrery.Storage;

namespace Orrery.Grains.Tests;

public sealed class CrashTests : GrainSuite
{
    [Fact]
    public async Task Run_WhenItsActivationDies_GoesOnWithWhatIsDurable()
    {
        var runId = await StartAsync("dies", Yaml("dies", "{task_id: a, bash: a}", "{task_id: b, bash: b, depends_on: a}"));
        var first = await TakeAsync();

        await Fixture.CrashAsync(Run("dies", runId));
        await SucceedAsync(first);

        var second = await TakeAsync();
        second.Task.TaskId.ShouldBe("b");
        await Fixture.CrashAsync(Run("dies", runId));
        await SucceedAsync(second);
        (await EndOfAsync("dies", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Run_WhenEverythingDiesWithATaskQueued_OffersItAgain()
    {
        var runId = await StartAsync("queued", Yaml("queued", "{task_id: a, bash: a}"));
        await UntilAsync("queued", runId, "a", TaskInstanceState.Queued);

        await Fixture.CrashAsync(Run("queued", runId));
        await Fixture.CrashAsync(Fixture.Grains.GetGrain<Interfaces.Queues.IQueueGrain>("default"));
        await Fixture.Grains.GetGrain<IScheduleGrain>(IScheduleGrain.OnlyShard).StartAsync();

        (await TakeAsync()).Task.TryNumber.ShouldBe(1);
    }

    [Fact]
    public async Task Report_WhenTheStoreIsAway_IsNotAcknowledgedAndIsTakenOnceTheStoreIsBack()
    {
        var runId = await StartAsync("away", Yaml("away", "{task_id: a, bash: a}", "{task_id: b, bash: b, depends_on: a}"));
        var spec = await TakeAsync();

        Fixture.Faults.IsAway = true;
        await Should.ThrowAsync<StoreUnavailableException>(() => SucceedAsync(spec));
        await Should.ThrowAsync<StoreUnavailableException>(() => SucceedAsync(spec));
        Fixture.Faults.IsAway = false;
        Fixture.Clock.Advance(TimeSpan.FromSeconds(2));
        await UntilAsync("away", runId, "a", TaskInstanceState.Running);
        await SucceedAsync(spec);

        (await TakeAsync()).Task.TaskId.ShouldBe("b");
    }

    [Fact]
    public async Task Trigger_WhenTheStoreIsAway_CreatesNothingAndWorksAgainAfterwards()
    {
        await PublishAsync("dag_id: later\ntasks: [{task_id: a, bash: a}]");

        Fixture.Faults.IsAway = true;
        await Should.ThrowAsync<StoreUnavailableException>(() => Dag("later").TriggerAsync(new Interfaces.Dags.TriggerRequest { RunId = "r1" }));
        Fixture.Faults.IsAway = false;

        (await Fixture.Store.GetDagRunAsync("later", "r1")).ShouldBeNull();
        (await Dag("later").TriggerAsync(new Interfaces.Dags.TriggerRequest { RunId = "r1" })).RunId.ShouldBe("r1");
        (await TakeAsync()).Task.RunId.ShouldBe("r1");
    }

    [Fact]
    public async Task Run_WhenOnlyItsQueueDies_OffersItsTasksAgainWhenItIsWoken()
    {
        var runId = await StartAsync("offers", Yaml("offers", "{task_id: a, bash: a}"));
        await UntilAsync("offers", runId, "a", TaskInstanceState.Queued);

        await Fixture.CrashAsync(Fixture.Grains.GetGrain<Interfaces.Queues.IQueueGrain>("default"));
        await Run("offers", runId).StartAsync();

        (await TakeAsync()).Task.TaskId.ShouldBe("a");
    }

    [Fact]
    public async Task Host_WhenItComesBackWithoutALeaseItNeverLaunched_GetsTheSameTryAgain()
    {
        await StartAsync("lost", Yaml("lost", "{task_id: a, bash: a}"));
        var first = await TakeAsync();

        await Fixture.CrashAsync(Host);
        (await Host.JoinAsync(new HostInfo { Capacity = 1, Queues = ["default"] })).ShouldBeEmpty();

        var again = await TakeAsync();
        again.Task.TryNumber.ShouldBe(1);
        again.LeaseId.ShouldNotBe(first.LeaseId);
    }

    [Fact]
    public async Task Host_WhenItsMachineMayHaveForgottenWhatRan_LosesWhatItDoesNotName()
    {
        var runId = await StartAsync("reboot", Yaml("reboot", "{task_id: a, bash: a, retries: 1}"));
        await TakeAsync();

        await Fixture.CrashAsync(Host);
        (await Host.JoinAsync(new HostInfo { Capacity = 1, Queues = ["default"], MayHaveForgotten = true })).ShouldBeEmpty();

        // There will be another try: this one may have done half of its work.
        await UntilAsync("reboot", runId, "a", TaskInstanceState.UpForRetry);
    }

    [Fact]
    public async Task Host_WhenItComesBackHoldingItsLease_KeepsIt()
    {
        var runId = await StartAsync("kept", Yaml("kept", "{task_id: a, bash: a}"));
        var spec = await TakeAsync();

        await Fixture.CrashAsync(Host);
        await Host.JoinAsync(new HostInfo { Capacity = 1, Queues = ["default"], Held = [new HeldLease { LeaseId = spec.LeaseId, Task = spec.Task }] });
        await SucceedAsync(spec);

        (await EndOfAsync("kept", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Host_WhenItHoldsALeaseNobodyGaveIt_IsToldToStop()
    {
        await StartAsync("stray", Yaml("stray", "{task_id: a, bash: a}"));
        var spec = await TakeAsync();
        await SucceedAsync(spec);

        var orders = await Host.JoinAsync(
            new HostInfo { Capacity = 1, Queues = ["default"], Held = [new HeldLease { LeaseId = spec.LeaseId, Task = spec.Task }] });

        orders.ShouldHaveSingleItem().Reason.ShouldBe(StopReason.LeaseLost);
    }

    [Fact]
    public async Task Host_WhenALeaseNeverReachesIt_GetsTheSameTryAgain()
    {
        // As when the server that asked for the lease dies, and the run grants it after the host has joined elsewhere.
        await StartAsync("unnamed", Yaml("unnamed", "{task_id: a, bash: a}"));
        var first = await TakeAsync();

        (await Host.ReconcileAsync(Guid.Empty, [])).ShouldBeEmpty();
        (await Host.ReconcileAsync(Guid.Empty, [])).ShouldBeEmpty();

        var again = await TakeAsync();
        again.Task.TryNumber.ShouldBe(1);
        again.LeaseId.ShouldNotBe(first.LeaseId);
    }

    [Fact]
    public async Task Host_WhenItNamesALeaseLate_KeepsIt()
    {
        var runId = await StartAsync("late", Yaml("late", "{task_id: a, bash: a}"));
        var spec = await TakeAsync();

        await Host.ReconcileAsync(Guid.Empty, []);
        await Host.ReconcileAsync(Guid.Empty, [spec.LeaseId]);
        await Host.ReconcileAsync(Guid.Empty, []);
        await SucceedAsync(spec);

        (await EndOfAsync("late", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Host_WhenItNamesALeaseThatIsOver_IsToldToStop()
    {
        await StartAsync("over", Yaml("over", "{task_id: a, bash: a}"));
        var spec = await TakeAsync();
        await SucceedAsync(spec);

        (await Host.ReconcileAsync(Guid.Empty, [spec.LeaseId])).ShouldHaveSingleItem().StopLease.ShouldBe(spec.LeaseId);
    }

    [Fact]
    public async Task Host_WhenItIsSilentForAMinute_LosesItsTasksAndTheyRetry()
    {
        var runId = await StartAsync("silent", Yaml("silent", "{task_id: a, bash: a, retries: 1, retry_delay: 1}"));
        var first = await TakeAsync();

        Fixture.Clock.Advance(TimeSpan.FromSeconds(66));
        await UntilAsync("silent", runId, "a", TaskInstanceState.UpForRetry);
        await Host.JoinAsync(new HostInfo { Capacity = 1, Queues = ["default"] });
        Fixture.Clock.Advance(TimeSpan.FromSeconds(2));

        var second = await TakeAsync();
        second.Task.TryNumber.ShouldBe(2);

        // The partition heals: the first try's result comes after all, and is refused.
        await FailAsync(first);
        await SucceedAsync(second);
        (await EndOfAsync("silent", runId)).Run.ShouldBe(DagRunState.Success);
    }
}
