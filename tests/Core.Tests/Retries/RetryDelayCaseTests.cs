using System.Text.Json;
using Orrery.Core.Retries;
using Orrery.Core.Tests.Cases;
using Xunit.Abstractions;

namespace Orrery.Core.Tests.Retries;

public sealed class RetryDelayCaseTests(ITestOutputHelper output)
{
    [Fact]
    public void After_ForEveryCase_GivesItsAnswer() =>
        CaseRun.AllHold("retry_delay", output, c => c.GetProperty("kind").GetString() == "delay" ? Delay(c) : Eligible(c));

    [Fact]
    public void After_WithTheSameText_IsTheSame() =>
        RetryDelay.After(TimeSpan.FromSeconds(30), 2, null, 3, "a").ShouldBe(RetryDelay.After(TimeSpan.FromSeconds(30), 2, null, 3, "a"));

    [Fact]
    public void After_WithManyTexts_SpreadsOverTheWholeRange()
    {
        var delays = Enumerable.Range(0, 1000).Select(i => RetryDelay.After(TimeSpan.FromSeconds(60), 2, null, 1, $"{i}").TotalSeconds).ToArray();
        delays.Min().ShouldBeLessThan(63);
        delays.Max().ShouldBeGreaterThan(116);
        delays.ShouldAllBe(d => d >= 60 && d < 120);
    }

    private static string? Delay(JsonElement c)
    {
        var text = c.GetProperty("jitter_text").GetString();
        var max = c.GetProperty("max_delay_seconds");
        var delay = RetryDelay.After(
            TimeSpan.FromSeconds(c.GetProperty("base_seconds").GetDouble()),
            c.GetProperty("multiplier").GetDouble(),
            max.ValueKind == JsonValueKind.Null ? null : TimeSpan.FromSeconds(max.GetDouble()),
            c.GetProperty("failed_attempt").GetInt32(),
            text ?? "dag#task#run#1").TotalSeconds;
        var expect = c.GetProperty("expect");
        if (delay < expect.GetProperty("min_seconds").GetDouble() || delay > expect.GetProperty("max_seconds").GetDouble())
        {
            return $"{delay} s is outside {expect}";
        }

        var exact = expect.GetProperty("exact_seconds");
        return exact.ValueKind == JsonValueKind.Null || exact.GetDouble().Equals(delay) ? null : $"expected {exact} s, got {delay} s";
    }

    private static string? Eligible(JsonElement c)
    {
        // A restarting task is given its next try by the machine whatever its counts say; see the run's event table.
        var retry = c.GetProperty("state").GetString() == "restarting"
            || RetryDelay.IsEligible(c.GetProperty("retries").GetInt32(), c.GetProperty("failed_attempt").GetInt32(), c.GetProperty("max_tries").GetInt32());
        var expected = c.GetProperty("expect").GetProperty("retry").GetBoolean();
        return retry == expected ? null : $"expected {expected}";
    }
}
