using Orrery.Core.Cron;
using Orrery.Core.Tests.Cases;
using Xunit.Abstractions;

namespace Orrery.Core.Tests.Cron;

public sealed class CronCasesTests(ITestOutputHelper output)
{
    [Fact]
    public void Cron_AllCases_Hold() => CaseRun.All("cron", output, Run);

    private static (string Expected, string Actual) Run(Case @case)
    {
        var expectedTicks = @case.Expect.Find("ticks")?.EnumerateArray().Select(tick => tick.GetDateTimeOffset()).ToArray();
        var expected = expectedTicks is null ? "refused" : string.Join(' ', expectedTicks.Select(Show));
        if (!CronExpression.TryParse(@case.Body.GetProperty("expression").GetString()!, out var cron, out _))
        {
            return (expected, "refused");
        }

        var zone = TimeZones.Find(@case.Body.GetProperty("zone").GetString()!);
        var actual = new List<string>();
        var tick = cron.Next(@case.Body.GetProperty("after").GetDateTimeOffset(), zone);
        for (; tick is { } found && actual.Count < (expectedTicks?.Length ?? 1); tick = cron.Next(found, zone))
        {
            actual.Add(Show(found));
        }

        return (expected, string.Join(' ', actual));
    }

    private static string Show(DateTimeOffset moment) => moment.ToString("O");
}
