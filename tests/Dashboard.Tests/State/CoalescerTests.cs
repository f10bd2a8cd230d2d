using Orrery.Dashboard.State;

namespace Orrery.Dashboard.Tests.State;

public sealed class CoalescerTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly ManualTimeProvider _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void Signal_WhenIdle_FlushesAtOnce()
    {
        var flushes = 0;
        using var coalescer = new Coalescer(_clock, Interval, () => Count(ref flushes));
        coalescer.Signal();
        _clock.Advance(TimeSpan.Zero);
        flushes.ShouldBe(1);
    }

    [Fact]
    public void Signal_ManyTimes_FlushesOncePerInterval()
    {
        var flushes = 0;
        using var coalescer = new Coalescer(_clock, Interval, () => Count(ref flushes));
        for (var i = 0; i < 1_000; i++)
        {
            coalescer.Signal();
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        flushes.ShouldBe(11);
        _clock.Advance(Interval * 10);
        flushes.ShouldBe(11);
    }

    [Fact]
    public void Signal_DuringAFlush_IsNotLostAndDoesNotOverlap()
    {
        var gate = new TaskCompletionSource();
        var flushes = 0;
        using var coalescer = new Coalescer(_clock, Interval, () =>
        {
            flushes++;
            return flushes == 1 ? gate.Task : Task.CompletedTask;
        });
        coalescer.Signal();
        _clock.Advance(TimeSpan.Zero);
        coalescer.Signal();
        _clock.Advance(Interval * 5);
        flushes.ShouldBe(1);
        gate.SetResult();
        _clock.Advance(Interval);
        flushes.ShouldBe(2);
    }

    [Fact]
    public void Dispose_WithASignalPending_FlushesNoMore()
    {
        var flushes = 0;
        var coalescer = new Coalescer(_clock, Interval, () => Count(ref flushes));
        coalescer.Signal();
        coalescer.Dispose();
        _clock.Advance(Interval * 5);
        flushes.ShouldBe(0);
    }

    private static Task Count(ref int flushes)
    {
        flushes++;
        return Task.CompletedTask;
    }
}
