using Orrery.Core.DagFiles;
using Orrery.Core.Dags;

namespace Orrery.Core.Tests.DagFiles;

public sealed class ScheduleFormsTests
{
    public static TheoryData<string, string> Forms => new()
    {
        { "null", "None { }" },
        { "none", "None { }" },
        { "'@once'", "Once { }" },
        { "'@continuous'", "Continuous { }" },
        { "'@daily'", "Cron @daily 00:00:00" },
        { "'0   6 * *  1-5 '", "Cron 0 6 * * 1-5 00:00:00" },
        { "0 6 * * *", "Cron 0 6 * * * 00:00:00" },
        { "['@daily', 0 6 * * *]", "Cron @daily|0 6 * * * 00:00:00" },
        { "{cron: '@daily', interval: 1 day}", "Cron @daily 1.00:00:00" },
        { "{cron: ['@daily', '@hourly']}", "Cron @daily|@hourly 00:00:00" },
        { "{cron_interval: '@daily'}", "CronInterval { Expression = @daily }" },
        { "900", "Delta 0 900 False" },
        { "15 minutes", "Delta 0 900 False" },
        { "every 15 minutes", "Delta 0 900 False" },
        { "{every: 15 minutes}", "Delta 0 900 False" },
        { "{every: PT15M, covers_interval: true}", "Delta 0 900 True" },
        { "{every: 1 day, interval: 6 h}", "Delta 0 86400 False 06:00:00" },
        { "{cron: '@daily', run_immediately: true}", "Cron @daily 00:00:00 10675199.02:48:05.4775807" },
        { "{cron: '@daily', run_immediately: false}", "Cron @daily 00:00:00" },
        { "{cron: '@daily', run_immediately: 10 minutes, interval: ~}", "Cron @daily 00:00:00 00:10:00" },
        { "{events: [2026-01-02, '2026-01-01T06:00:00Z']}", "Events 2026-01-02T00:00:00.0000000+00:00|2026-01-01T06:00:00.0000000+00:00 False" },
        { "{events: [2026-01-02], restrict_to_events: true}", "Events 2026-01-02T00:00:00.0000000+00:00 True" },
        { "0 6 * * * 30", "Cron 0 6 * * * 30 00:00:00" },
        { "P1M", "Delta 1 0 False" },
        { "1 year 2 days", "Delta 12 172800 False" },
        { "{asset: s3://a}", "Assets s3://a" },
        { "{asset: orders}", "Assets s3://orders" },
        { "{asset: {name: b, uri: s3://b}}", "Assets s3://b" },
        { "{alias: x}", "Assets x" },
        { "[{asset: s3://a}, {asset: s3://b}]", "Assets s3://a and s3://b" },
        { "{all: [s3://a, {any: [orders, {alias: x}, {all: [{asset: c}, {name: d}]}]}]}", "Assets s3://a and (s3://orders or x or (c and d))" },
        { "{any: [s3://a]}", "Assets s3://a" },
        { "{asset_or_time: {timetable: '@daily', assets: [s3://a, s3://b]}}", "AssetOrTime @daily s3://a and s3://b" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Parse_WhenScheduleHasThisForm_Reads(string form, string expected)
    {
        var result = DagFileParser.Parse($"dag_id: d\nmax_active_runs: 1\nschedule: {form}\ntasks: [{{task_id: a, empty: true}}]\nassets: [{{name: orders, uri: s3://orders}}]\n", "f.yaml");

        result.Errors.ShouldBeEmpty();
        (result.Dags[0].Definition.Schedule switch
        {
            ScheduleDefinition.Cron cron => $"Cron {string.Join('|', cron.Expressions)} {cron.Interval} {cron.RunImmediately.Buffer}".TrimEnd(),
            ScheduleDefinition.Delta delta =>
                $"Delta {delta.Every.TotalMonths} {delta.Every.Time.TotalSeconds} {delta.CoversInterval} {(delta.Interval == default ? "" : delta.Interval)}".TrimEnd(),
            ScheduleDefinition.Events events => $"Events {string.Join('|', events.Moments.Select(m => $"{m:O}"))} {events.RestrictToEvents}",
            ScheduleDefinition.Assets assets => $"Assets {assets.Condition}",
            ScheduleDefinition.AssetOrTime either => $"AssetOrTime {((ScheduleDefinition.Cron)either.Timetable).Expressions[0]} {either.Condition}",
            var other => other.ToString(),
        }).ShouldBe(expected);
    }
}
