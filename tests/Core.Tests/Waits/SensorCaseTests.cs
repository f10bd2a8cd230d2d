using System.Text.Json;
using Orrery.Core.Dags;
using Orrery.Core.Retries;
using Orrery.Core.Runs;
using Orrery.Core.Tests.Cases;
using Orrery.Core.Waits;
using Xunit.Abstractions;

namespace Orrery.Core.Tests.Waits;

public sealed class SensorCaseTests(ITestOutputHelper output)
{
    [Fact]
    public void Sensor_ForEveryCase_PausesAndEndsAsItSays() =>
        CaseRun.AllHold("sensor_interval", output, c => c.GetProperty("kind").GetString() == "interval" ? Interval(c) : Outcome(c));

    [Fact]
    public void After_WhenTimeIsOver_IsNoTime() =>
        SensorInterval.After(new SensorPolicy { ExponentialBackoff = true, Timeout = TimeSpan.FromSeconds(10) }, 3, TimeSpan.FromSeconds(20), "x")
            .ShouldBe(TimeSpan.Zero);

    [Fact]
    public void After_WithAHugeLookNumber_IsBoundedByTheTimeout() =>
        SensorInterval.After(new SensorPolicy { ExponentialBackoff = true }, int.MaxValue, TimeSpan.Zero, "x").ShouldBe(SensorPolicy.DefaultTimeout);

    private static string? Interval(JsonElement c)
    {
        var text = c.GetProperty("jitter_text").GetString();
        var policy = new SensorPolicy
        {
            PokeInterval = Seconds(c, "poke_interval"),
            ExponentialBackoff = c.GetProperty("exponential").GetBoolean(),
            Timeout = Seconds(c, "timeout_seconds"),
            MaxWait = c.Find("max_wait_seconds") is { } max ? TimeSpan.FromSeconds(max.GetDouble()) : null,
        };
        var pause = SensorInterval.After(policy, c.GetProperty("poke_number").GetInt32(), Seconds(c, "elapsed_seconds"), text ?? "any").TotalSeconds;
        var expect = c.GetProperty("expect");
        if (pause < expect.GetProperty("min_seconds").GetDouble() || pause > expect.GetProperty("max_seconds").GetDouble())
        {
            return $"{pause} s is outside {expect}";
        }

        return expect.Find("exact_seconds") is { } exact && !exact.GetDouble().Equals(pause) ? $"expected {exact} s, got {pause} s" : null;
    }

    private static string? Outcome(JsonElement c)
    {
        var policy = new SensorPolicy
        {
            PokeInterval = Seconds(c, "poke_interval"),
            Timeout = Seconds(c, "timeout_seconds"),
            Mode = c.GetProperty("mode").GetString() == "poke" ? SensorMode.Poke : SensorMode.Reschedule,
            SoftFail = c.GetProperty("soft_fail").GetBoolean(),
            NeverFail = c.GetProperty("never_fail").GetBoolean(),
            SilentFail = c.GetProperty("silent_fail").GetBoolean(),
        };
        var pokes = c.GetProperty("pokes").EnumerateArray().Select(p => KindOf(p.GetString()!)).ToList();
        var elapsed = TimeSpan.Zero;
        for (var look = 1; ; look++)
        {
            var poke = new PokeResult(pokes[Math.Min(look, pokes.Count) - 1], "Seen.");
            if (SensorOutcome.After(policy, poke, elapsed) is { } outcome)
            {
                var expect = c.GetProperty("expect");
                var actual = (StateOf(outcome, c.GetProperty("retries").GetInt32()), look, elapsed.TotalSeconds);
                var expected = (expect.GetProperty("state").GetString(), expect.GetProperty("pokes").GetInt32(), expect.GetProperty("elapsed_seconds").GetDouble());
                return actual == expected ? null : $"expected {expected}, got {actual}";
            }

            elapsed += SensorInterval.After(policy, look, elapsed, "any");
        }
    }

    private static string StateOf(TaskOutcome outcome, int retries) => outcome switch
    {
        TaskOutcome.Success => "success",
        TaskOutcome.Skip => "skipped",
        TaskOutcome.Fail fail when fail.Failure.IsRetryable && RetryDelay.IsEligible(retries, tryNumber: 1, maxTries: retries) => "up_for_retry",
        _ => "failed",
    };

    private static PokeKind KindOf(string poke) => poke switch
    {
        "true" => PokeKind.Met,
        "false" => PokeKind.NotYet,
        "skip" => PokeKind.Skip,
        "error" => PokeKind.Error,
        "fail_now" => PokeKind.FailNow,
        "timeout_error" => PokeKind.SensorTimeout,
        "task_timeout" => PokeKind.TaskTimeout,
        _ => throw new ArgumentOutOfRangeException(nameof(poke), poke, "No such poke."),
    };

    private static TimeSpan Seconds(JsonElement c, string member) => TimeSpan.FromSeconds(c.GetProperty(member).GetDouble());
}
