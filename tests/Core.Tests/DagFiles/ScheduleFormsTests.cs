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
            ScheduleDefinition.Cron cron => $"Cron {string.Join('|', cron.Expressions)} {cron.Interval}",
            ScheduleDefinition.Delta delta => $"Delta {delta.Every.TotalMonths} {delta.Every.Time.TotalSeconds} {delta.CoversInterval}",
            ScheduleDefinition.Assets assets => $"Assets {assets.Condition}",
            ScheduleDefinition.AssetOrTime either => $"AssetOrTime {((ScheduleDefinition.Cron)either.Timetable).Expressions[0]} {either.Condition}",
            var other => other.ToString(),
        }).ShouldBe(expected);
    }
}
