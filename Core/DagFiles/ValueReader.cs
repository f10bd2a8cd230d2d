using System.Globalization;
using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Timetables;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Reads typed values. What is of the wrong type is reported, and answered with null.</summary>
internal sealed partial class ValueReader(DagFileReport report)
{
    public DagFileReport Report => report;

    /// <summary>Zone of dates without an offset; UTC until the DAG's own is known.</summary>
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>The field's name for messages, without the <c>default_args.</c> before it.</summary>
    private string Field => report.Field is { } f ? f[(f.LastIndexOf('.') + 1)..] : "the value";

    /// <summary>A text. Numbers and booleans are taken as they are written.</summary>
    public string? Text(YamlNode node) =>
        node is YamlScalar { IsNull: false } scalar ? scalar.Text : Wrong<string>(node, "a text", "write a text");

    /// <summary>A text that is not blank.</summary>
    public string? NonBlank(YamlNode node)
    {
        if (Text(node) is not { } text)
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            report.Error(node.Start, DagProblemCodes.InvalidValue, $"{Field} is empty", $"give {Field} a text");
            return null;
        }

        return text;
    }

    /// <summary><c>true</c> or <c>false</c>; YAML 1.2 knows no other booleans.</summary>
    public bool? Flag(YamlNode node) => node switch
    {
        YamlScalar { IsPlain: true, Text: "true" or "True" or "TRUE" } => true,
        YamlScalar { IsPlain: true, Text: "false" or "False" or "FALSE" } => false,
        _ => Wrong<bool?>(node, "a boolean", "write true or false, without quotes"),
    };

    /// <summary>A whole number.</summary>
    public int? Whole(YamlNode node) =>
        node is YamlScalar { IsPlain: true } scalar
            && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : Wrong<int?>(node, "a whole number", "write digits, without quotes");

    /// <summary>A number.</summary>
    public double? Number(YamlNode node) =>
        node is YamlScalar { IsPlain: true } scalar
            && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : Wrong<double?>(node, "a number", "write digits, without quotes");

    /// <summary>A duration of fixed length.</summary>
    public TimeSpan? Duration(YamlNode node)
    {
        if (node is YamlScalar scalar && DurationText.TryParseFixed(scalar.Text, out var duration))
        {
            return duration;
        }

        return node is YamlScalar calendar && DurationText.TryParse(calendar.Text, out _)
            ? Wrong<TimeSpan?>(node, "a duration of fixed length", "write days instead of months or years")
            : Wrong<TimeSpan?>(node, "a duration", DurationText.Examples);
    }

    /// <summary>A duration that may have months and years.</summary>
    public CalendarDelta? Calendar(YamlNode node) =>
        node is YamlScalar scalar && DurationText.TryParse(scalar.Text, out var duration)
            ? duration
            : Wrong<CalendarDelta?>(node, "a duration", DurationText.Examples);

    /// <summary>An instant; without an offset, local time of the zone.</summary>
    public DateTimeOffset? Instant(YamlNode node, TimeZoneInfo zone) =>
        node is YamlScalar scalar && InstantText.TryParse(scalar.Text, zone, out var instant)
            ? instant
            : Wrong<DateTimeOffset?>(node, "a date or time", InstantText.Examples);

    /// <summary>One text or a list of texts; a text named twice is kept once, with a warning.</summary>
    public IReadOnlyList<string>? TextSet(YamlNode node)
    {
        IReadOnlyList<YamlNode> items = node is YamlList list ? list.Items : [node];
        var texts = new List<string>(items.Count);
        var seen = items.Count > 8 ? new HashSet<string>(StringComparer.Ordinal) : null;
        foreach (var item in items)
        {
            if (Text(item) is not { } text)
            {
                continue;
            }

            if (seen?.Add(text) ?? !texts.Contains(text))
            {
                texts.Add(text);
            }
            else
            {
                report.Warn(item.Start, DagProblemCodes.Repeated, $"{Field} names {Shown.Quote(text)} twice", "leave one out");
            }
        }

        return texts;
    }

    /// <summary>A list of texts, in order; at least one.</summary>
    public IReadOnlyList<string>? TextList(YamlNode node)
    {
        if (node is not YamlList { Items.Count: > 0 } list)
        {
            return Wrong<IReadOnlyList<string>>(node, "a list of texts", "write it as [program, argument, …]");
        }

        var texts = list.Items.Select(Text).OfType<string>().ToList();
        return texts.Count < list.Items.Count ? null : texts;
    }

    /// <summary>A mapping from names to texts.</summary>
    public IReadOnlyDictionary<string, string>? TextMap(YamlNode node)
    {
        if (node is not YamlMapping mapping)
        {
            return Wrong<IReadOnlyDictionary<string, string>>(node, "a mapping of names to texts", "write one NAME: value a line");
        }

        var map = new Dictionary<string, string>(mapping.Entries.Count, StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Entries)
        {
            if (value is YamlScalar { IsNull: false } scalar)
            {
                map[key.Text] = scalar.Text;
            }
            else
            {
                report.Error(value.Start, DagProblemCodes.WrongType, $"{Field}.{Shown.Plain(key.Text)} is {Describe(value)}, which is not a text",
                    "write a text; '' is the empty one");
            }
        }

        return map;
    }

    /// <summary>What a value is, for messages.</summary>
    public static string Describe(YamlNode node) => node switch
    {
        YamlScalar { IsNull: true } => "empty",
        YamlScalar scalar => Shown.Quote(scalar.Text),
        YamlList { Items.Count: 0 } => "an empty list",
        YamlList => "a list",
        _ => "a mapping",
    };

    /// <summary>Reports a value of the wrong type.</summary>
    public T? Wrong<T>(YamlNode node, string expected, string remedy)
    {
        var quoted = node is YamlScalar { IsPlain: false } && expected is "a boolean" or "a whole number" or "a number" ? ", a text in quotes" : "";
        report.Error(node.Start, DagProblemCodes.WrongType, $"{Field} is {Describe(node)}{quoted}, which is not {expected}", remedy);
        return default;
    }
}
