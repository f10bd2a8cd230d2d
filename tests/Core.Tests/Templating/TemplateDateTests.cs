namespace Orrery.Core.Tests.Templating;

public sealed class TemplateDateTests
{
    [Theory]
    [InlineData("%a %A %w %d %b %B %m %y %Y", "Thu Thursday 4 29 Feb February 02 24 2024")]
    [InlineData("%H %I %p %M %S %f %z %Z", "12 12 PM 34 56 000000 +0000 UTC")]
    [InlineData("%j %U %W %G %u %V", "060 08 09 2024 4 09")]
    [InlineData("%c|%x|%X|%D|%F|%T|%R", "Thu Feb 29 12:34:56 2024|02/29/24|12:34:56|02/29/24|2024-02-29|12:34:56|12:34")]
    [InlineData("%-d/%-m/%-j|%^a|%%|%q|%", "29/2/60|THU|%|%q|%")]
    public void Strftime_WhenGivenDirectives_FormatsAsTheCLocale(string format, string expected) =>
        Templates.Render($"{{{{ logical_date.strftime('{format}') }}}}").ShouldBe(expected);

    [Theory]
    [InlineData("{{ logical_date }}", "2024-02-29 12:34:56+00:00")]
    [InlineData("{{ [logical_date] }}", "[DateTime(2024, 2, 29, 12, 34, 56, tzinfo=Timezone('UTC'))]")]
    [InlineData("{{ logical_date + macros.timedelta(days=1, hours=2) }}", "2024-03-01 14:34:56+00:00")]
    [InlineData("{{ (logical_date - (logical_date - macros.timedelta(days=3))).days }}", "3")]
    [InlineData("{{ macros.timedelta(days=-1, seconds=5) }}|{{ macros.timedelta(hours=25, microseconds=5) }}", "-1 day, 0:00:05|1 day, 1:00:00.000005")]
    [InlineData("{{ macros.timedelta(days=1) / macros.timedelta(hours=1) }} {{ macros.timedelta(days=3).total_seconds() }}", "24.0 259200.0")]
    [InlineData("{{ macros.timedelta(days=1) // 7 }}", "3:25:42.857142")]
    [InlineData("{{ logical_date > data_interval_end }} {{ logical_date == logical_date + macros.timedelta(0) }}", "True True")]
    [InlineData("{{ logical_date.replace(day=1).date() }} {{ logical_date.weekday() }}{{ logical_date.isoweekday() }}", "2024-02-01 34")]
    [InlineData("{{ macros.datetime.strptime('Mon 05 Feb 2024 3PM', '%a %d %b %Y %I%p') }}", "2024-02-05 15:00:00")]
    [InlineData("{{ macros.datetime.strptime('2024-060', '%Y-%j') | ds }} {{ macros.datetime(2024, 1, 2).year }}", "2024-02-29 2024")]
    [InlineData("{{ macros.datetime.fromisoformat('2024-01-02T03:04:05+02:00').isoformat() }}", "2024-01-02T03:04:05+02:00")]
    [InlineData("{{ macros.ds_format('1/5/2015', '%m/%d/%Y', '%Y-%m-%d') }} {{ macros.ds_add(ds, -59) }}", "2015-01-05 2024-01-01")]
    public void Render_WhenGivenDates_CountsAsPython(string template, string expected) => Templates.Render(template).ShouldBe(expected);

    [Theory]
    [InlineData("logical_date.add(months=1, days=2)", "2024-03-31 12:34:56+00:00")]
    [InlineData("logical_date.subtract(years=1)", "2023-02-28 12:34:56+00:00")]
    [InlineData("logical_date.start_of('week')", "2024-02-26 00:00:00+00:00")]
    [InlineData("logical_date.end_of('month')", "2024-02-29 23:59:59.999999+00:00")]
    [InlineData("logical_date.in_timezone('Europe/Paris')", "2024-02-29 13:34:56+01:00")]
    [InlineData("logical_date.in_timezone('Europe/Paris').add(months=2)", "2024-04-29 13:34:56+02:00")]
    [InlineData("logical_date.format('[on] YYYY-MM-DD HH:mm dddd')", "on 2024-02-29 12:34 Thursday")]
    [InlineData("logical_date.to_iso8601_string()", "2024-02-29T12:34:56Z")]
    [InlineData("logical_date.quarter ~ logical_date.day_of_year", "160")]
    public void Render_WhenGivenPendulumMethods_MovesTheWallClock(string expression, string expected) =>
        Templates.Render($"{{{{ {expression} }}}}").ShouldBe(expected);

    [Fact]
    public void Render_WhenAWallClockTimeIsSkippedByTheZone_MovesForward() => Templates.Render(
        "{{ macros.datetime.fromisoformat('2024-03-30T01:30:00+00:00').in_timezone('Europe/Paris').add(days=1) }}")
        .ShouldBe("2024-03-31 03:30:00+02:00");

    [Theory]
    [InlineData("{{ macros.datetime.strptime('2024-02-30', '%Y-%m-%d') }}", "not a date that exists")]
    [InlineData("{{ macros.datetime.strptime('x', '%Y') }}", "does not have the format")]
    [InlineData("{{ macros.datetime.now() }}", "dag_run.run_after")]
    [InlineData("{{ logical_date.in_timezone('Mars/Base') }}", "IANA")]
    [InlineData("{{ logical_date + macros.timedelta(days=9999999) }}", "years 1 to 9999")]
    [InlineData("{{ macros.timedelta(days=1e15) }}", "too large")]
    [InlineData("{{ logical_date < macros.datetime(2024, 1, 1) }}", "without a zone")]
    [InlineData("{{ logical_date.replace(month=13) }}", "not a date")]
    [InlineData("{{ 'x' | ds }}", "date-time")]
    public void Render_WhenADateIsImpossible_SaysWhy(string template, string reason) =>
        Templates.Fail(template).Problem.ShouldContain(reason);
}
