namespace Orrery.Core.Cron;

/// <summary>
/// Reads the text of a cron expression and collects everything that is wrong with it.
/// The grammar is croniter's (minute first, optional seconds last), which is what Airflow's users write.
/// </summary>
internal sealed class CronParser
{
    private const string FieldOrder = "minute hour day-of-month month day-of-week";

    private static readonly Dictionary<string, string> Presets = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@hourly"] = "0 * * * *",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@weekly"] = "0 0 * * 0",
        ["@monthly"] = "0 0 1 * *",
        ["@quarterly"] = "0 0 1 */3 *",
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
    };

    private readonly List<CronProblem> _problems = [];
    private readonly ulong[] _masks = new ulong[CronFieldRules.InOrder.Length];
    private bool _lastDayOfMonth;
    private uint _lastDaysOfWeek;
    private ulong _nthDaysOfWeek;

    private CronParser()
    {
    }

    /// <summary>Reads <paramref name="text"/>; the schedule is null exactly when there are problems.</summary>
    public static (CronSchedule? Schedule, IReadOnlyList<CronProblem> Problems) Parse(string text)
    {
        var parser = new CronParser();
        var schedule = parser.Read(text);
        return (parser._problems.Count == 0 ? schedule : null, parser._problems);
    }

    private CronSchedule? Read(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.StartsWith('@'))
        {
            if (!Presets.TryGetValue(trimmed, out var preset))
            {
                Report(CronField.Expression, "preset", text.IndexOf('@', StringComparison.Ordinal), trimmed, $"is not known; write one of {string.Join(", ", Presets.Keys)}");
                return null;
            }

            text = preset;
        }

        var fields = Split(text);
        if (fields.Count is not (5 or 6))
        {
            _problems.Add(new CronProblem(CronField.Expression, 1, trimmed,
                $"Expected 5 fields ({FieldOrder}), or 6 with seconds last, found {fields.Count}: \"{trimmed}\"; write for example \"0 3 * * *\" (every day at 03:00)."));
            return null;
        }

        if (fields.Count == 5)
        {
            _masks[(int)CronField.Second - 1] = 1;
        }

        for (var i = 0; i < fields.Count; i++)
        {
            ReadField(text, fields[i], CronFieldRules.InOrder[i]);
        }

        return new CronSchedule
        {
            Minutes = Mask(CronField.Minute),
            Hours = (uint)Mask(CronField.Hour),
            DaysOfMonth = (uint)Mask(CronField.DayOfMonth),
            Months = (uint)Mask(CronField.Month),
            DaysOfWeek = SundayAtZero((uint)Mask(CronField.DayOfWeek)),
            Seconds = Mask(CronField.Second),
            LastDayOfMonth = _lastDayOfMonth,
            LastDaysOfWeek = _lastDaysOfWeek,
            NthDaysOfWeek = _nthDaysOfWeek,
            RestrictsDayOfMonth = text[fields[2]] is not ("*" or "?"),
            RestrictsDayOfWeek = text[fields[4]] is not ("*" or "?"),
        };
    }

    private ulong Mask(CronField field) => _masks[(int)field - 1];

    private static uint SundayAtZero(uint weekdays) => (weekdays | (weekdays >> 7)) & 0x7F;

    private static List<Range> Split(string text)
    {
        var fields = new List<Range>();
        for (var start = 0; start < text.Length; start++)
        {
            if (char.IsWhiteSpace(text[start]))
            {
                continue;
            }

            var end = start;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            fields.Add(start..end);
            start = end;
        }

        return fields;
    }

    private void ReadField(string text, Range field, CronFieldRules rules)
    {
        if (rules.IsDay && text[field] == "?")
        {
            _masks[(int)rules.Field - 1] = Values(rules, rules.Min, rules.Max, 1);
            return;
        }

        var start = field.Start.Value;
        foreach (var item in text[field].Split(','))
        {
            ReadItem(item, start, rules);
            start += item.Length + 1;
        }
    }

    /// <summary>Reads one item of a list: <c>*</c>, <c>a</c>, <c>a-b</c>, each with an optional <c>/step</c>, or a special day.</summary>
    private void ReadItem(string item, int position, CronFieldRules rules)
    {
        if (item.Length == 0)
        {
            Report(rules, position, item, $"holds an empty item; write values separated by single commas, such as {rules.Example}");
            return;
        }

        if (ReadSpecialDay(item, position, rules))
        {
            return;
        }

        var slash = item.IndexOf('/', StringComparison.Ordinal);
        var range = slash < 0 ? item : item[..slash];
        var step = 1;
        if (slash >= 0)
        {
            step = CronFieldRules.ReadNumber(item.AsSpan(slash + 1)) ?? 0;
            if (step == 0)
            {
                Report(rules, position + slash + 1, item[(slash + 1)..], $"is not a step; write a whole number from 1 after the slash, such as */2");
                return;
            }
        }

        if (range == "*")
        {
            Add(rules, rules.Min, rules.Max, step);
            return;
        }

        var dash = range.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0)
        {
            if (ReadValue(range, position, rules) is { } value)
            {
                // "a/n" runs from a to the end of the field.
                Add(rules, value, slash < 0 ? value : rules.Max, step);
            }

            return;
        }

        var low = ReadValue(range[..dash], position, rules);
        var high = ReadValue(range[(dash + 1)..], position + dash + 1, rules);
        if (low is { } from && high is { } to)
        {
            Add(rules, from, to, step);
        }
    }

    private bool ReadSpecialDay(string item, int position, CronFieldRules rules)
    {
        if (rules.Field == CronField.DayOfMonth && item is "L" or "l")
        {
            return _lastDayOfMonth = true;
        }

        if (rules.Field != CronField.DayOfWeek)
        {
            return false;
        }

        var hash = item.IndexOf('#', StringComparison.Ordinal);
        if (hash >= 0)
        {
            var weekday = ReadValue(item[..hash], position, rules);
            var nth = CronFieldRules.ReadNumber(item.AsSpan(hash + 1));
            if (nth is not (>= 1 and <= 5))
            {
                Report(rules, position + hash + 1, item[(hash + 1)..], "is not an occurrence in a month; write 1 to 5 after the #, such as 5#3 (the third Friday)");
            }
            else if (weekday is { } day)
            {
                _nthDaysOfWeek |= 1UL << ((7 * (nth.Value - 1)) + (day % 7));
            }

            return true;
        }

        if (item.Length > 1 && item[0] is 'L' or 'l')
        {
            if (ReadValue(item[1..], position + 1, rules) is { } day)
            {
                _lastDaysOfWeek |= 1u << (day % 7);
            }

            return true;
        }

        return false;
    }

    private int? ReadValue(string text, int position, CronFieldRules rules)
    {
        if (rules.ReadValue(text) is { } value)
        {
            return value;
        }

        var reason = text.Length == 0 ? "is missing a value" : CronFieldRules.ReadNumber(text) is null ? "is not a value" : "is out of range";
        Report(rules, position, text, $"{reason}; write {rules.Allowed}, for example {rules.Example}");
        return null;
    }

    private void Add(CronFieldRules rules, int low, int high, int step) => _masks[(int)rules.Field - 1] |= Values(rules, low, high, step);

    /// <summary>The values from low to high; a range whose end lies before its start goes on over the end of the field (22-2, fri-mon).</summary>
    private static ulong Values(CronFieldRules rules, int low, int high, int step)
    {
        // 7 repeats Sunday, so a range that wraps around must not count that day twice.
        var length = rules.Field == CronField.DayOfWeek ? 7 : rules.Max - rules.Min + 1;
        var last = high >= low ? high : high + length;
        var mask = 0UL;
        for (long value = low; value <= last; value += step)
        {
            mask |= 1UL << (int)(value > rules.Max ? value - length : value);
        }

        return mask;
    }

    private void Report(CronFieldRules rules, int position, string found, string reason) =>
        Report(rules.Field, rules.Name, position, found, reason);

    private void Report(CronField field, string name, int position, string found, string reason) =>
        _problems.Add(new CronProblem(field, position + 1, found, $"{char.ToUpperInvariant(name[0])}{name[1..]}, character {position + 1}: \"{found}\" {reason}."));
}
