using Orrery.Core.Cron;

namespace Orrery.Core.Tests.Cron;

public sealed class CronDescriptionTests
{
    [Theory]
    [InlineData("0 3 * * *", "every day at 03:00")]
    [InlineData("@daily", "every day at 00:00")]
    [InlineData("@hourly", "every hour")]
    [InlineData("@weekly", "every Sunday at 00:00")]
    [InlineData("@monthly", "on day 1 of the month at 00:00")]
    [InlineData("@quarterly", "on day 1 of the month in January, April, July and October at 00:00")]
    [InlineData("@yearly", "on day 1 of the month in January at 00:00")]
    [InlineData("* * * * *", "every minute")]
    [InlineData("*/15 * * * *", "every 15 minutes")]
    [InlineData("0,15,30,45 * * * *", "every 15 minutes")]
    [InlineData("5,35 * * * *", "every hour at minutes 5 and 35")]
    [InlineData("15 * * * *", "every hour at minute 15")]
    [InlineData("0 */6 * * *", "every 6 hours")]
    [InlineData("10 */2 * * *", "every 2 hours at minute 10")]
    [InlineData("*/15 9-17 * * 1-5", "every 15 minutes from 09:00 through 17:59 on Monday to Friday")]
    [InlineData("0 9-17 * * *", "every hour from 09:00 to 17:00")]
    [InlineData("30 16 * * 1", "every Monday at 16:30")]
    [InlineData("0 6 * * 1-5", "on Monday to Friday at 06:00")]
    [InlineData("0 6 * * sat,sun", "every Sunday and Saturday at 06:00")]
    [InlineData("0 8,20 * * *", "every day at 08:00 and 20:00")]
    [InlineData("0 0 1,15 * *", "on days 1 and 15 of the month at 00:00")]
    [InlineData("0 0 L * *", "on the last day of the month at 00:00")]
    [InlineData("0 0 1,L * *", "on day 1 and the last day of the month at 00:00")]
    [InlineData("0 0 * * L5", "on the last Friday of the month at 00:00")]
    [InlineData("0 9 * * 2#2", "on the second Tuesday of the month at 09:00")]
    [InlineData("0 0 13 * 5", "on day 13 of the month or every Friday at 00:00")]
    [InlineData("0 12 * 8 *", "every day in August at 12:00")]
    [InlineData("* * * * * */10", "every 10 seconds")]
    [InlineData("* * * * * *", "every second")]
    public void Describe_WhenScheduleIsPlain_SaysItInWords(string text, string words) =>
        CronExpression.Parse(text).Describe().ShouldBe(words);

    [Theory]
    [InlineData("*/7 * * * *")]
    [InlineData("1-50 3 * * *")]
    [InlineData("0 0 1-20 * *")]
    [InlineData("0 3 * * * 30")]
    [InlineData("0 12 1 1-8 *")]
    public void Describe_WhenScheduleIsIntricate_FallsBackToTheExpression(string text) =>
        CronExpression.Parse(text).Describe().ShouldBe(text);
}
