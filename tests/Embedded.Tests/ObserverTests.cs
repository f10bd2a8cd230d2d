using Orrery.Embedded.Tests.Support;

namespace Orrery.Embedded.Tests;

public sealed class ObserverTests
{
    [Fact]
    public async Task Observer_WhenCalledByAGrain_IsToldOneCallAtATime()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(NewsGrain)]);
        var observer = new Reader(host.Probe);
        var reference = host.Grains.CreateObjectReference<INewsObserver>(observer);
        var grain = host.Get<INewsGrain>("g");
        await grain.Subscribe(reference).Within();
        var calls = new[] { grain.Publish("1"), grain.Publish("2") };
        await host.QuietAsync();
        host.Probe.Events.Count.ShouldBe(1);
        host.Probe.Open("read");
        await Task.WhenAll(calls).Within();
        host.Probe.Events.Order().ShouldBe(["1", "2"]);
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task Observer_WhenItsReferenceIsDeleted_CannotBeCalled()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(NewsGrain)]);
        var observer = new Reader(host.Probe);
        var reference = host.Grains.CreateObjectReference<INewsObserver>(observer);
        var grain = host.Get<INewsGrain>("g");
        await grain.Subscribe(reference).Within();
        host.Grains.DeleteObjectReference<INewsObserver>(reference);
        (await Should.ThrowAsync<OrleansMessageRejectionException>(grain.Publish("1").Within())).Message.ShouldContain("the observer was deleted");
        Should.Throw<ArgumentException>(() => host.Grains.DeleteObjectReference<INewsObserver>(observer));
        Should.Throw<ArgumentException>(() => host.Grains.CreateObjectReference<INewsObserver>(reference)).Message.ShouldContain("is a reference already");
    }

    public interface INewsObserver : IGrainObserver
    {
        Task Read(string text);
    }

    public interface INewsGrain : IGrainWithStringKey
    {
        Task Subscribe(INewsObserver observer);

        [AlwaysInterleave]
        Task Publish(string text);
    }

    public sealed class NewsGrain : Grain, INewsGrain
    {
        private INewsObserver? _observer;

        public Task Subscribe(INewsObserver observer)
        {
            _observer = observer;
            return Task.CompletedTask;
        }

        public Task Publish(string text) => _observer!.Read(text);
    }

    private sealed class Reader(Probe probe) : INewsObserver
    {
        public async Task Read(string text)
        {
            probe.Record(text);
            await probe.Gate("read");
        }
    }
}
