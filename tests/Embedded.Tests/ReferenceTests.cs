using Orrery.Embedded.Tests.Support;

namespace Orrery.Embedded.Tests;

public sealed class ReferenceTests
{
    [Fact]
    public async Task Keys_WhenGuidOrInteger_ComeBack()
    {
        await using var host = await TestHost.StartAsync([typeof(GuidGrain), typeof(IntegerGrain)]);
        var guid = new Guid("00112233-4455-6677-8899-aabbccddeeff");
        var byGuid = host.Grains.GetGrain<IGuidGrain>(guid);
        (await byGuid.Key().Within()).ShouldBe(guid);
        byGuid.GetPrimaryKey().ShouldBe(guid);
        foreach (var number in new[] { 0L, 42, -1, long.MinValue })
        {
            (await host.Grains.GetGrain<IIntegerGrain>(number).Key().Within()).ShouldBe(number);
        }

        Should.Throw<ArgumentException>(() => byGuid.GetPrimaryKeyLong()).Message.ShouldContain("is not an integer");
    }

    [Fact]
    public async Task References_WhenToTheSameGrain_AreEqual()
    {
        await using var host = await TestHost.StartAsync([typeof(HoldGrain)]);
        var first = host.Get<IHoldGrain>("g");
        first.ShouldBe(host.Get<IHoldGrain>("g"));
        first.GetHashCode().ShouldBe(host.Get<IHoldGrain>("g").GetHashCode());
        first.ShouldNotBe(host.Get<IHoldGrain>("h"));
        first.ToString().ShouldBe("GrainReference:hold/g");
        host.Grains.GetGrain(typeof(IHoldGrain), "g").ShouldBe(first);
        host.Grains.GetGrain<IHoldGrain>(GrainId.Parse("hold/g")).ShouldBe(first);
        Should.Throw<ArgumentException>(() => host.Get<IHoldGrain>(""));
    }

    [Fact]
    public void Grain_WhenMadeWithNew_SaysWhereGrainsComeFrom() =>
        Should.Throw<InvalidOperationException>(() => new HoldGrain(new Probe()).GetPrimaryKeyString()).Message
            .ShouldBe("HoldGrain was created with 'new' and belongs to no activation. Get grains from IGrainFactory.GetGrain.");

    [Fact]
    public async Task InternalInterface_WhenUsed_Works()
    {
        await using var host = await TestHost.StartAsync([typeof(HiddenGrain)]);
        (await host.Get<IHiddenGrain>("g").Answer().Within()).ShouldBe(42);
    }

    [Fact]
    public async Task StatelessWorker_WhenCallsCome_WorksOnSomeAtATimeUpToItsLimit()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(WorkerGrain)]);
        var calls = Enumerable.Range(0, 5).Select(_ => host.Get<IWorkerGrain>("w").Work()).ToArray();
        await host.QuietAsync();
        host.Probe.Events.Count.ShouldBe(3);
        host.Probe.Open("work");
        await Task.WhenAll(calls).Within();
        host.Probe.Events.Count.ShouldBe(5);
    }

    public interface IGuidGrain : IGrainWithGuidKey
    {
        Task<Guid> Key();
    }

    public interface IIntegerGrain : IGrainWithIntegerKey
    {
        Task<long> Key();
    }

    public interface IWorkerGrain : IGrainWithStringKey
    {
        Task Work();
    }

    internal interface IHiddenGrain : IGrainWithStringKey
    {
        Task<int> Answer();
    }

    public sealed class GuidGrain : Grain, IGuidGrain
    {
        public Task<Guid> Key() => Task.FromResult(this.GetPrimaryKey());
    }

    public sealed class IntegerGrain : Grain, IIntegerGrain
    {
        public Task<long> Key() => Task.FromResult(this.GetPrimaryKeyLong());
    }

    [StatelessWorker(3)]
    public sealed class WorkerGrain(Probe probe) : Grain, IWorkerGrain
    {
        public async Task Work()
        {
            probe.Record("work");
            await probe.Gate("work");
        }
    }

    internal sealed class HiddenGrain : Grain, IHiddenGrain
    {
        public Task<int> Answer() => Task.FromResult(42);
    }
}
