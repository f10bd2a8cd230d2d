namespace Orrery.Storage.Tests;

public sealed class RunPksTests
{
    [Fact]
    public void Next_WhenTheClockGoesBack_IsStillAboveTheLast()
    {
        var clock = new SetClock { Now = Sample.Noon };
        var numbers = new RunPks(clock, new Random(1));
        var made = new List<long>();

        for (var i = 0; i < 1000; i++)
        {
            clock.Now = Sample.Noon.AddMilliseconds(-i);
            made.Add(numbers.Next());
        }

        made.ShouldBe(made.Distinct().Order());
    }

    [Fact]
    public void Next_WhenTimeGoesOn_IsOrderedByIt()
    {
        var clock = new SetClock { Now = Sample.Noon };
        var earlier = new RunPks(clock, new Random(1)).Next();
        clock.Now = Sample.Noon.AddMilliseconds(1);

        new RunPks(clock, new Random(2)).Next().ShouldBeGreaterThan(earlier);
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
