namespace Orrery.Core.Cron;

/// <summary>What one field of a cron expression may hold, and how messages speak of it.</summary>
internal sealed record CronFieldRules(CronField Field, string Name, int Min, int Max, string[] Names, string Example)
{
    private static readonly string[] NoNames = [];

    /// <summary>Rules in written order: five fields, then the optional seconds.</summary>
    public static readonly CronFieldRules[] InOrder =
    [
        new(CronField.Minute, "minute", 0, 59, NoNames, "0, */15 or 5,35"),
        new(CronField.Hour, "hour", 0, 23, NoNames, "3, 9-17 or */6"),
        new(CronField.DayOfMonth, "day of month", 1, 31, NoNames, "1, 1,15 or L (the last day)"),
        new(CronField.Month, "month", 1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], "1, jan or */3"),
        new(CronField.DayOfWeek, "day of week", 0, 7, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"], "mon-fri, L5 (the last Friday) or 5#3 (the third Friday)"),
        new(CronField.Second, "second", 0, 59, NoNames, "0 or */10"),
    ];

    /// <summary>Whether <c>?</c> may stand for <c>*</c>.</summary>
    public bool IsDay => Field is CronField.DayOfMonth or CronField.DayOfWeek;

    /// <summary>The field's values in words: "0 to 59", "1 to 12 or jan to dec".</summary>
    public string Allowed => Names.Length == 0 ? $"{Min} to {Max}" : $"{Min} to {Max} or {Names[0]} to {Names[^1]}";

    /// <summary>Reads a number or a name; null when it is neither or out of range.</summary>
    public int? ReadValue(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (text.Equals(Names[i], StringComparison.OrdinalIgnoreCase))
            {
                return i + Min;
            }
        }

        return ReadNumber(text) is { } value && value >= Min && value <= Max ? value : null;
    }

    /// <summary>Reads ASCII digits only (no sign, no blanks); null for anything else or what is too large to matter.</summary>
    public static int? ReadNumber(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 9 && !text.ContainsAnyExceptInRange('0', '9') ? int.Parse(text) : null;
}
