using Orrery.Core.Dags;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Pools;
using Orrery.Grains.Interfaces.Queues;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests;

/// <summary>Slots that were granted before a pool counted anew.</summary>
public sealed class PoolCountTests : GrainSuite
{
    [Fact]
    public async Task Lease_GrantedBeforeThePoolCountedAnew_IsRefusedAndOfferedAgainWhileWatchersSeeTheRunGoOn()
    {
        var runId = await StartAsync("late", "dag_id: late\ntasks: [{task_id: a, bash: a}, {task_id: b, bash: b, depends_on: a}]");
        var updates = Run("late", runId).WatchAsync().GetAsyncEnumerator();
        (await updates.MoveNextAsync()).ShouldBeTrue();
        var queue = Fixture.Grains.GetGrain<IQueueGrain>("default");
        var taken = (await queue.TakeAsync(1, TimeSpan.FromMinutes(1))).ShouldHaveSingleItem();
        var pool = Fixture.Grains.GetGrain<IPoolGrain>(TaskDefinition.DefaultPool);

        await Fixture.CrashAsync(pool);
        await pool.TakeAsync("other", []);

        var lease = new LeaseRequest { Ordinal = taken.Task.Ordinal, TryNumber = taken.Task.TryNumber, LeaseId = taken.LeaseId, Host = "host-1", Grants = taken.Grants };
        (await Run("late", runId).LeaseAsync([lease])).ShouldBeEmpty();
        await queue.SettleAsync([new SettledOffer { Offer = taken, Outcome = OfferOutcome.Refused }]);

        await SucceedAsync(await TakeAsync());
        await SucceedAsync(await TakeAsync());
        var snapshots = 1;
        var state = DagRunState.Running;
        while (await updates.MoveNextAsync())
        {
            snapshots += updates.Current.IsSnapshot ? 1 : 0;
            state = updates.Current.Run.State;
        }

        snapshots.ShouldBe(2);
        state.ShouldBe(DagRunState.Success);
    }
}
