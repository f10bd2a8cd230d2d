using System.Collections.Immutable;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Queues;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Grains.Tests.Support;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Tests;

public sealed class QueueTests : GrainSuite
{
    private static readonly ImmutableArray<TaskOffer> Offers =
        [new TaskOffer { Task = new TaskKey { DagId = "d", RunId = "r", TaskId = "a", Ordinal = 0, TryNumber = 1 }, OrderDate = DateTimeOffset.UnixEpoch }];

    private static ImmutableArray<SettledOffer> Leased(ImmutableArray<TakenOffer> offers) =>
        [.. offers.Select(o => new SettledOffer { Offer = o, Outcome = OfferOutcome.Leased })];

    private IQueueGrain Queue => Fixture.Grains.GetGrain<IQueueGrain>("q");

    [Fact]
    public async Task Stop_WhileAHostWaitsForWork_AnswersItThatThereIsNone()
    {
        var fixture = await GrainFixture.StartAsync();
        var host = fixture.Grains.GetGrain<IRuntimeGrain>("host-1");
        await host.JoinAsync(new HostInfo { Capacity = 1, Queues = ["default"] });
        var asked = host.GetWorkAsync(Guid.Empty, 1, TimeSpan.FromMinutes(1));

        await fixture.DisposeAsync();

        (await asked).ShouldBeEmpty();
    }

    [Fact]
    public async Task Offer_WhenItIsOnOfferAlready_IsNotDoubled()
    {
        await Queue.OfferAsync(Offers);
        await Queue.OfferAsync(Offers);
        (await Queue.TakeAsync(10, TimeSpan.Zero)).ShouldHaveSingleItem();
        (await Queue.TakeAsync(10, TimeSpan.Zero)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Offer_WhenItWasTakenAndComesBackBeforeItIsSettled_IsNotLost()
    {
        await Queue.OfferAsync(Offers);
        var taken = await Queue.TakeAsync(1, TimeSpan.Zero);

        // The run has leased the try to a host that joined anew without it, and offers it again; only then the taker is done with it.
        await Queue.OfferAsync(Offers);
        await Queue.SettleAsync(Leased(taken));

        var again = await Queue.TakeAsync(1, TimeSpan.Zero);
        again.ShouldHaveSingleItem();
        await Queue.SettleAsync(Leased(again));
        Fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        (await Queue.TakeAsync(1, TimeSpan.Zero)).ShouldBeEmpty();
    }

    [Fact]
    public async Task GetWork_ForASessionThatIsOver_GetsNothingAndTheTaskGoesToTheNext()
    {
        var session = new Guid(1, 0, 0, new byte[8]);
        await Host.JoinAsync(new HostInfo { Capacity = 1, Queues = ["default"], Session = session });
        await StartAsync("late", Yaml("late", "{task_id: a, bash: a}"));

        (await Should.ThrowAsync<InvalidOperationException>(() => Host.GetWorkAsync(new Guid(2, 0, 0, new byte[8]), 1, TimeSpan.FromMinutes(1))))
            .Message.ShouldContain("must join again");

        (await Host.GetWorkAsync(session, 1, TimeSpan.FromMinutes(1))).ShouldHaveSingleItem().Task.TaskId.ShouldBe("a");
    }

    [Fact]
    public async Task GetWork_WhenTheRunCannotWriteTheLease_FailsAndTheTaskIsOnOfferForTheNextSessionAtOnce()
    {
        var session = new Guid(1, 0, 0, new byte[8]);
        var next = new Guid(2, 0, 0, new byte[8]);
        await Host.JoinAsync(new HostInfo { Capacity = 1, Queues = ["default"], Session = session });
        var runId = await StartAsync("late", Yaml("late", "{task_id: a, bash: a}"));
        Fixture.Faults.Refuses = rows => rows.Any(r => r is DagRunRow);
        await Should.ThrowAsync<StoreUnavailableException>(() => Host.GetWorkAsync(session, 1, TimeSpan.Zero));
        Fixture.Faults.Refuses = null;
        (await Should.ThrowAsync<InvalidOperationException>(() => Host.GetWorkAsync(session, 1, TimeSpan.Zero))).Message.ShouldContain("must join again");

        Fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync("late", runId, "a", TaskInstanceState.Queued);
        await Host.JoinAsync(new HostInfo { Capacity = 1, Queues = ["default"], Session = next });
        var spec = (await Host.GetWorkAsync(next, 1, TimeSpan.Zero)).ShouldHaveSingleItem();

        (spec.Task.TaskId, spec.Task.TryNumber).ShouldBe(("a", 1));
    }
}
