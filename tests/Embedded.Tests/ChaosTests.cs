using Orrery.Embedded.Tests.Support;

namespace Orrery.Embedded.Tests;

public sealed class ChaosTests
{
    [Fact]
    public async Task Order_WhenSeedIsTheSame_IsTheSame()
    {
        var first = await RunAsync(new EmbeddedChaosOptions { Seed = 42 });
        (await RunAsync(new EmbeddedChaosOptions { Seed = 42 })).ShouldBe(first);
        (await RunAsync(new EmbeddedChaosOptions { Seed = 43 })).ShouldNotBe(first);
    }

    [Fact]
    public async Task Messages_WhenSentByOneGrainToAnother_ArriveOutOfOrderForSomeSeed()
    {
        var inOrder = new[] { "0", "1", "2", "3", "4" };
        var orders = new List<string[]>();
        for (var seed = 0; seed < 10; seed++)
        {
            var events = await RunAsync(new EmbeddedChaosOptions { Seed = seed });
            orders.Add([.. events.Where(text => text.StartsWith("x ", StringComparison.Ordinal)).Select(text => text[2..])]);
            orders[^1].Order(StringComparer.Ordinal).ShouldBe(inOrder);
        }

        orders.ShouldContain(order => !order.SequenceEqual(inOrder));
    }

    [Fact]
    public async Task Messages_WhenDelayed_ArriveWhenTheClockHasMovedOn()
    {
        await using var host = await TestHost.StartAsync(
            [typeof(SpreadingGrain)],
            silo => silo.UseChaos(new EmbeddedChaosOptions { Seed = 1, MaxMessageDelay = TimeSpan.FromSeconds(10) }));
        var call = host.Get<ISpreadingGrain>("x").Note("late");
        await host.QuietAsync();
        host.Probe.Events.ShouldBeEmpty();
        await host.AdvanceAsync(TimeSpan.FromSeconds(10));
        await call.Within();
        host.Probe.Events.ShouldBe(["x late"]);
    }

    [Fact]
    public async Task Kill_WhenLikely_HitsBetweenAwaitsAndTheSameWayForTheSameSeed()
    {
        var options = new EmbeddedChaosOptions { Seed = 7, KillProbability = 0.1 };
        var first = await RunAsync(options);
        (await RunAsync(new EmbeddedChaosOptions { Seed = 7, KillProbability = 0.1 })).ShouldBe(first);
        var survivors = 0;
        for (var seed = 0; seed < 20; seed++)
        {
            survivors += (await RunAsync(new EmbeddedChaosOptions { Seed = seed, KillProbability = 0.02 }))[^1] == "root done" ? 1 : 0;
        }

        survivors.ShouldBeInRange(1, 19);
    }

    private static async Task<IReadOnlyList<string>> RunAsync(EmbeddedChaosOptions options)
    {
        await using var host = await TestHost.StartAsync([typeof(SpreadingGrain)], silo => silo.UseChaos(options));
        var call = host.Get<ISpreadingGrain>("root").Spread();
        await host.QuietAsync();
        try
        {
            await call.Within();
            host.Probe.Record("root done");
        }
        catch (SiloUnavailableException)
        {
            host.Probe.Record("root lost");
        }

        return host.Probe.Events;
    }

    public interface ISpreadingGrain : IGrainWithStringKey
    {
        Task Spread();

        Task Note(string text);
    }

    public sealed class SpreadingGrain(Probe probe) : Grain, ISpreadingGrain
    {
        public Task Spread() => Task.WhenAll(
            Enumerable.Range(0, 15).Select(i => GrainFactory.GetGrain<ISpreadingGrain>($"{"xyz"[i % 3]}").Note($"{i / 3}")));

        public async Task Note(string text)
        {
            await Task.Yield();
            probe.Record($"{this.GetPrimaryKeyString()} {text}");
        }
    }
}
