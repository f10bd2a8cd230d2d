using System.Runtime.CompilerServices;
using Orrery.Embedded.Tests.Support;

namespace Orrery.Embedded.Tests;

public sealed class StreamTests
{
    [Fact]
    public async Task Stream_WhenLong_ArrivesWholeAndInOrder()
    {
        await using var host = await TestHost.StartAsync([typeof(StreamGrain)]);
        var items = new List<int>();
        await foreach (var item in host.Get<IStreamGrain>("g").Count(5000))
        {
            items.Add(item);
        }

        items.ShouldBe(Enumerable.Range(0, 5000));
    }

    [Fact]
    public async Task Stream_WhenItWaits_DoesNotHoldTheGrainUp()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(StreamGrain)]);
        var grain = host.Get<IStreamGrain>("g");
        await using var items = grain.Follow(CancellationToken.None).GetAsyncEnumerator();
        var first = items.MoveNextAsync();
        await host.QuietAsync();
        await grain.Publish("one").Within();
        (await first.Within()).ShouldBeTrue();
        items.Current.ShouldBe("one");
        var second = items.MoveNextAsync();
        await grain.Publish("two").Within();
        (await second.Within()).ShouldBeTrue();
        items.Current.ShouldBe("two");
    }

    [Fact]
    public async Task Stream_WhenAnItemWasWaitedFor_DoesNotRunOnBeforeTheReaderAsks()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(StreamGrain)]);
        var grain = host.Get<IStreamGrain>("g");
        await using var items = grain.Follow(CancellationToken.None).GetAsyncEnumerator();
        var first = items.MoveNextAsync();
        await host.QuietAsync();
        await grain.Publish("one").Within();
        (await first.Within()).ShouldBeTrue();
        await host.QuietAsync();
        host.Probe.Events.ShouldBe(["followed"]);
        var second = items.MoveNextAsync();
        await host.QuietAsync();
        host.Probe.Events.ShouldBe(["followed", "asked after one"]);
        await grain.Publish("two").Within();
        (await second.Within()).ShouldBeTrue();
    }

    [Fact]
    public async Task Stream_WhenNothingComesForHours_DoesNotTimeOut()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(StreamGrain)]);
        var grain = host.Get<IStreamGrain>("g");
        await using var items = grain.Follow(CancellationToken.None).GetAsyncEnumerator();
        var first = items.MoveNextAsync();
        await host.QuietAsync();
        await host.AdvanceAsync(TimeSpan.FromHours(2), TimeSpan.FromMinutes(1));
        await grain.Publish("one").Within();
        (await first.Within()).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancel_WhenTheReaderWaits_EndsTheStreamAtTheGrain(bool asArgument)
    {
        await using var host = await TestHost.StartSerialAsync([typeof(StreamGrain)]);
        using var cancellation = new CancellationTokenSource();
        var stream = host.Get<IStreamGrain>("g").Follow(asArgument ? cancellation.Token : CancellationToken.None);
        var items = stream.GetAsyncEnumerator(asArgument ? CancellationToken.None : cancellation.Token);
        var next = items.MoveNextAsync();
        await host.QuietAsync();
        await cancellation.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(next.Within())).CancellationToken.ShouldBe(cancellation.Token);
        await items.DisposeAsync();
        await host.QuietAsync();
        host.Probe.Events.ShouldBe(["followed", "unfollowed"]);
    }

    [Fact]
    public async Task Dispose_WhenTheReaderStopsEarly_RunsTheFinallyBlocksAtTheGrain()
    {
        await using var host = await TestHost.StartAsync([typeof(StreamGrain)]);
        var grain = host.Get<IStreamGrain>("g");
        await foreach (var item in grain.Count(int.MaxValue))
        {
            if (item == 250)
            {
                break;
            }
        }

        host.Probe.Events.ShouldBe(["counted"]);
    }

    [Fact]
    public async Task Stream_WhenTheGrainFails_FailsAfterTheItemsBefore()
    {
        await using var host = await TestHost.StartAsync([typeof(StreamGrain)]);
        await using var items = host.Get<IStreamGrain>("g").FailAfter(3).GetAsyncEnumerator();
        for (var i = 0; i < 3; i++)
        {
            (await items.MoveNextAsync().Within()).ShouldBeTrue();
            items.Current.ShouldBe(i);
        }

        (await Should.ThrowAsync<InvalidOperationException>(items.MoveNextAsync().Within())).Message.ShouldBe("after 3");
    }

    [Fact]
    public async Task Stream_WhenTheActivationGoes_BreaksOff()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(StreamGrain)]);
        var grain = host.Get<IStreamGrain>("g");
        await using var items = grain.Follow(CancellationToken.None).GetAsyncEnumerator();
        var next = items.MoveNextAsync();
        await host.QuietAsync();
        await grain.Leave().Within();
        await Should.ThrowAsync<EnumerationAbortedException>(next.Within());
        await Should.ThrowAsync<EnumerationAbortedException>(items.MoveNextAsync().Within());
    }

    [Fact]
    public async Task Stream_WhenTheActivationIsKilled_FailsAndCanBeDisposed()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(StreamGrain)]);
        var grain = host.Get<IStreamGrain>("g");
        await using var items = grain.Follow(CancellationToken.None).GetAsyncEnumerator();
        var next = items.MoveNextAsync();
        await host.QuietAsync();
        host.Faults.KillActivation(grain.GetGrainId());
        await Should.ThrowAsync<SiloUnavailableException>(next.Within());
    }

    public interface IStreamGrain : IGrainWithStringKey
    {
        IAsyncEnumerable<int> Count(int count);

        IAsyncEnumerable<int> FailAfter(int count);

        IAsyncEnumerable<string> Follow(CancellationToken cancellationToken);

        Task Publish(string text);

        Task Leave();
    }

    public sealed class StreamGrain(Probe probe) : Grain, IStreamGrain
    {
        private readonly Queue<string> _texts = new();
        private TaskCompletionSource _published = new();

        public async IAsyncEnumerable<int> Count(int count)
        {
            try
            {
                for (var i = 0; i < count; i++)
                {
                    if (i % 17 == 0)
                    {
                        await Task.Yield();
                    }

                    yield return i;
                }
            }
            finally
            {
                probe.Record("counted");
            }
        }

        public async IAsyncEnumerable<int> FailAfter(int count)
        {
            for (var i = 0; i < count; i++)
            {
                yield return i;
            }

            await Task.Yield();
            throw new InvalidOperationException($"after {count}");
        }

        public async IAsyncEnumerable<string> Follow([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            probe.Record("followed");
            try
            {
                while (true)
                {
                    while (_texts.TryDequeue(out var text))
                    {
                        yield return text;
                        probe.Record($"asked after {text}");
                    }

                    await _published.Task.WaitAsync(cancellationToken);
                }
            }
            finally
            {
                probe.Record("unfollowed");
            }
        }

        public Task Publish(string text)
        {
            _texts.Enqueue(text);
            // Replaced first: whoever waits for it goes on within SetResult, as a turn inside this one.
            var published = _published;
            _published = new TaskCompletionSource();
            published.SetResult();
            return Task.CompletedTask;
        }

        public Task Leave()
        {
            DeactivateOnIdle();
            return Task.CompletedTask;
        }
    }
}
