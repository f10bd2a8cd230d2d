using Orrery.Api.Tests.Support;
using Orrery.Silo.Security;

namespace Orrery.Api.Tests;

public sealed class SignInThrottleTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Wait_AfterSomeFailures_Doubles()
    {
        var throttle = new SignInThrottle(_clock);
        var waits = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            throttle.Failed("ada", "1.1.1.1");
            waits.Add(throttle.Wait("ada", "1.1.1.1").TotalSeconds);
        }

        waits.ShouldBe([0, 0, 0, 0, 1, 2, 4, 8, 16]);
        throttle.Wait("eve", "1.1.1.1").ShouldBe(TimeSpan.Zero, "others at the address are not hindered yet");
        throttle.Wait("ada", "2.2.2.2").ShouldBe(TimeSpan.Zero, "the user is not, elsewhere");
    }

    [Fact]
    public void Wait_HoweverManyFailures_EndsSoonForTheUserElsewhere()
    {
        var throttle = new SignInThrottle(_clock);
        for (var i = 0; i < 1_000; i++)
        {
            throttle.Failed("ada", $"1.1.{i / 250}.{i % 250}");
        }

        throttle.Wait("ada", "9.9.9.9").ShouldBe(TimeSpan.FromSeconds(15), "a stranger cannot lock her out");
        for (var i = 0; i < 1_000; i++)
        {
            throttle.Failed("ada", "1.1.1.1");
        }

        throttle.Wait("ada", "1.1.1.1").ShouldBe(TimeSpan.FromMinutes(15));
        _clock.Advance(TimeSpan.FromMinutes(15));
        throttle.Wait("ada", "1.1.1.1").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Wait_ForAnAddressThatTriesManyNames_Grows()
    {
        var throttle = new SignInThrottle(_clock);
        for (var i = 0; i < 30; i++)
        {
            throttle.Failed($"user{i}", "1.1.1.1");
        }

        throttle.Wait("new", "1.1.1.1").ShouldBeGreaterThan(TimeSpan.FromMinutes(10));
        throttle.Wait("new", "2.2.2.2").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Failures_WhenTheRightPasswordCame_AreForgotten()
    {
        var throttle = new SignInThrottle(_clock);
        for (var i = 0; i < 6; i++)
        {
            throttle.Failed("ada", "1.1.1.1");
        }

        throttle.Succeeded("ada", "1.1.1.1");
        throttle.Wait("ada", "1.1.1.1").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Failures_WhenAFloodOfNamesComes_AreBounded()
    {
        var throttle = new SignInThrottle(_clock);
        for (var i = 0; i < 3 * SignInThrottle.MaxRemembered; i++)
        {
            throttle.Failed($"user{i}", $"{i}");
        }

        throttle.Count.ShouldBeLessThanOrEqualTo(SignInThrottle.MaxRemembered + 3);
    }
}
