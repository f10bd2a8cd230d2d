using Orrery.Core.Cron;

namespace Orrery.Core.Tests.Cron;

/// <summary>Random expressions from fixed seeds, in zones with shifts of an hour, of half an hour, at midnight and with none.</summary>
public sealed class CronPropertyTests
{
    private const int Expressions = 150;

    [Theory]
    [InlineData("UTC", "2024-02-27")]
    [InlineData("Europe/Zurich", "2023-03-24")]
    [InlineData("Europe/Zurich", "2023-10-27")]
    [InlineData("America/New_York", "2024-11-01")]
    [InlineData("Australia/Lord_Howe", "2023-09-29")]
    [InlineData("Australia/Lord_Howe", "2024-04-05")]
    [InlineData("America/Sao_Paulo", "2018-11-02")]
    [InlineData("America/Sao_Paulo", "2018-02-16")]
    [InlineData("Asia/Kathmandu", "2024-12-30")]
    public void NextAndPrevious_WhenTimesAreLocal_AreTheTicksFoundMinuteByMinute(string id, string date)
    {
        var zone = TimeZones.Find(id);
        var from = DateTime.Parse(date);
        var to = from.AddDays(5);
        ForEach(everyHour: false, (oracle, seed) =>
        {
            if (oracle.FiresEveryHour)
            {
                return;
            }

            var expected = oracle.LocalTicks(from, to, zone);
            var (start, end) = (Utc(from, zone), Utc(to, zone));
            var context = $"seed {seed}: {oracle.Expression}";

            Forward(oracle.Expression, zone, start, end).ShouldBe(expected, ignoreOrder: false, context);
            Backward(oracle.Expression, zone, start, end).ShouldBe(Enumerable.Reverse(expected), ignoreOrder: false, context);
        });
    }

    [Theory]
    [InlineData("UTC", "2024-02-27")]
    [InlineData("Europe/Zurich", "2023-03-24")]
    [InlineData("Europe/Zurich", "2023-10-27")]
    [InlineData("America/Sao_Paulo", "2018-11-02")]
    [InlineData("America/Sao_Paulo", "2018-02-16")]
    [InlineData("Asia/Kathmandu", "2024-12-30")]
    public void NextAndPrevious_WhenEveryHourIsCovered_AreTheInstantsWhoseWallClockMatches(string id, string date)
    {
        var zone = TimeZones.Find(id);
        var (start, end) = (Utc(DateTime.Parse(date), zone), Utc(DateTime.Parse(date).AddDays(5), zone));
        ForEach(everyHour: true, (oracle, seed) =>
        {
            var expected = Enumerable.Range(0, (int)(end - start).TotalMinutes)
                .Select(minute => start.AddMinutes(minute))
                .Where(instant => oracle.Matches(TimeZoneInfo.ConvertTime(instant, zone).DateTime))
                .ToArray();
            var context = $"seed {seed}: {oracle.Expression}";

            Forward(oracle.Expression, zone, start, end).ShouldBe(expected, ignoreOrder: false, context);
            Backward(oracle.Expression, zone, start, end).ShouldBe(Enumerable.Reverse(expected), ignoreOrder: false, context);
        });
    }

    [Theory]
    [InlineData("2023-09-29")]
    [InlineData("2024-04-05")]
    public void Next_WhenEveryHourIsCoveredAndTheShiftIsHalfAnHour_IsAtMostAnHourAway(string date)
    {
        var zone = TimeZones.Find("Australia/Lord_Howe");
        var (start, end) = (Utc(DateTime.Parse(date), zone), Utc(DateTime.Parse(date).AddDays(5), zone));
        for (var minute = 0; minute < 60; minute++)
        {
            var cron = CronExpression.Parse($"{minute} * * * *");

            var ticks = Forward(cron, zone, start, end);

            ticks.Zip(ticks.Skip(1), (one, next) => next - one).ShouldAllBe(gap => gap > TimeSpan.Zero && gap <= TimeSpan.FromHours(1));
            Backward(cron, zone, start, end).ShouldBe(Enumerable.Reverse(ticks));
        }
    }

    [Fact]
    public void Next_WhenWalkedThroughYears_IncreasesMatchesAndIsInvertedByPrevious()
    {
        string[] zones = ["UTC", "Europe/Zurich", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca"];
        ForEach(everyHour: false, (oracle, seed) =>
        {
            var zone = TimeZones.Find(zones[seed % zones.Length]);
            var cron = oracle.Expression;
            var tick = cron.Next(new DateTimeOffset(2011, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(seed), zone);
            for (var i = 0; i < 60 && tick is { } current; i++)
            {
                var context = $"seed {seed}: {cron} in {zone.Id} at {current:O}";
                cron.IsMatch(current, zone).ShouldBeTrue(context);
                tick = cron.Next(current, zone);
                tick.ShouldNotBeNull(context);
                tick.Value.ShouldBeGreaterThan(current, context);
                cron.Previous(tick.Value, zone).ShouldBe(current, context);

                // From time to time jump ahead, so that far years and their shifts are seen.
                tick = i % 10 == 9 ? cron.Next(tick.Value.AddDays(400 + seed), zone) : tick;
            }
        });
    }

    private static void ForEach(bool everyHour, Action<CronOracle, int> check)
    {
        for (var seed = 0; seed < Expressions; seed++)
        {
            check(CronOracle.Create(new Random(seed), everyHour), seed);
        }
    }

    private static List<DateTimeOffset> Forward(CronExpression cron, TimeZoneInfo zone, DateTimeOffset start, DateTimeOffset end)
    {
        var ticks = new List<DateTimeOffset>();
        for (var tick = cron.Next(start.AddTicks(-1), zone); tick < end; tick = cron.Next(tick.Value, zone))
        {
            ticks.Add(tick.Value);
        }

        return ticks;
    }

    private static List<DateTimeOffset> Backward(CronExpression cron, TimeZoneInfo zone, DateTimeOffset start, DateTimeOffset end)
    {
        var ticks = new List<DateTimeOffset>();
        for (var tick = cron.Previous(end, zone); tick >= start; tick = cron.Previous(tick.Value, zone))
        {
            ticks.Add(tick.Value);
        }

        return ticks;
    }

    private static DateTimeOffset Utc(DateTime wall, TimeZoneInfo zone) => new DateTimeOffset(wall, zone.GetUtcOffset(wall)).ToUniversalTime();
}
