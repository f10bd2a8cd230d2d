using Orrery.Core.Cron;

namespace Orrery.Core.Tests.Cron;

public sealed class CronProblemTests
{
    [Theory]
    [InlineData("60 * * * *", CronField.Minute, 1, "60", "out of range", "0 to 59")]
    [InlineData("* 24 * * *", CronField.Hour, 3, "24", "out of range", "0 to 23")]
    [InlineData("* * 0 * *", CronField.DayOfMonth, 5, "0", "out of range", "1 to 31")]
    [InlineData("* * * foo *", CronField.Month, 7, "foo", "not a value", "1 to 12 or jan to dec")]
    [InlineData("* * * * 8", CronField.DayOfWeek, 9, "8", "out of range", "0 to 7 or sun to sat")]
    [InlineData("* * * * * 60", CronField.Second, 11, "60", "out of range", "0 to 59")]
    [InlineData("1,,2 * * * *", CronField.Minute, 3, "", "empty item", "single commas")]
    [InlineData("1- * * * *", CronField.Minute, 3, "", "missing a value", "0 to 59")]
    [InlineData("-5 * * * *", CronField.Minute, 1, "", "missing a value", "0 to 59")]
    [InlineData("1-2-3 * * * *", CronField.Minute, 3, "2-3", "not a value", "0 to 59")]
    [InlineData("*/0 * * * *", CronField.Minute, 3, "0", "not a step", "*/2")]
    [InlineData("*/-1 * * * *", CronField.Minute, 3, "-1", "not a step", "*/2")]
    [InlineData("1/x * * * *", CronField.Minute, 3, "x", "not a step", "*/2")]
    [InlineData("0 0 * * 1#6", CronField.DayOfWeek, 11, "6", "not an occurrence", "5#3")]
    [InlineData("0 0 * * 1#", CronField.DayOfWeek, 11, "", "not an occurrence", "5#3")]
    [InlineData("0 0 * * L9", CronField.DayOfWeek, 10, "9", "out of range", "L5 (the last Friday)")]
    [InlineData("0 L * * *", CronField.Hour, 3, "L", "not a value", "0 to 23")]
    [InlineData("? * * * *", CronField.Minute, 1, "?", "not a value", "0 to 59")]
    [InlineData("0 0 15W * *", CronField.DayOfMonth, 5, "15W", "not a value", "L (the last day)")]
    [InlineData("\uff11 * * * *", CronField.Minute, 1, "\uff11", "not a value", "0 to 59")]
    [InlineData("99999999999999999999 * * * *", CronField.Minute, 1, "99999999999999999999", "not a value", "0 to 59")]
    [InlineData("* * *", CronField.Expression, 1, "* * *", "found 3", "\"0 3 * * *\"")]
    [InlineData("0 0 * * * 0 2024", CronField.Expression, 1, "0 0 * * * 0 2024", "found 7", "6 with seconds last")]
    [InlineData("", CronField.Expression, 1, "", "found 0", "\"0 3 * * *\"")]
    [InlineData(" @dayly", CronField.Expression, 2, "@dayly", "is not known", "@daily")]
    public void TryParse_WhenTextIsWrong_NamesFieldPositionFindingAndRemedy(
        string text, CronField field, int position, string found, string reason, string remedy)
    {
        CronExpression.TryParse(text, out var expression, out var problems).ShouldBeFalse();

        expression.ShouldBeNull();
        var problem = problems.ShouldHaveSingleItem();
        problem.Field.ShouldBe(field);
        problem.Position.ShouldBe(position);
        problem.Found.ShouldBe(found);
        problem.Message.ShouldContain(reason);
        problem.Message.ShouldContain(remedy);
    }

    [Fact]
    public void TryParse_WhenSeveralThingsAreWrong_ReportsAll()
    {
        CronExpression.TryParse("61,x 25-26 * 13 9#7", out _, out var problems).ShouldBeFalse();

        problems.Select(problem => (problem.Field, problem.Position)).ShouldBe(
        [
            (CronField.Minute, 1), (CronField.Minute, 4),
            (CronField.Hour, 6), (CronField.Hour, 9),
            (CronField.Month, 14),
            (CronField.DayOfWeek, 17), (CronField.DayOfWeek, 19),
        ]);
    }

    [Fact]
    public void Parse_WhenTextIsWrong_ThrowsWithEveryProblem()
    {
        var exception = Should.Throw<CronFormatException>(() => CronExpression.Parse("61 25 * * *"));

        exception.Problems.Count.ShouldBe(2);
        exception.Message.ShouldBe(
            "Cron expression \"61 25 * * *\" cannot be read: " +
            "Minute, character 1: \"61\" is out of range; write 0 to 59, for example 0, */15 or 5,35. " +
            "Hour, character 4: \"25\" is out of range; write 0 to 23, for example 3, 9-17 or */6.");
    }

    [Fact]
    public void TryParse_WhenTextIsRight_HasNoProblems()
    {
        CronExpression.TryParse(" 0 3 * * * ", out var expression, out var problems).ShouldBeTrue();

        expression.ShouldNotBeNull().Text.ShouldBe("0 3 * * *");
        problems.ShouldBeEmpty();
    }
}
