using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;
using Orrery.Core.Timetables;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Reads the forms of <c>schedule</c>.</summary>
internal static class ScheduleReader
{
    /// <summary>Keys of which a mapping has exactly one.</summary>
    private static readonly string[] Kinds = ["cron", "cron_interval", "every", "events"];

    /// <summary>Keys of assets, which go with no other.</summary>
    private static readonly string[] AssetKinds = ["asset", "alias", "all", "any", "asset_or_time"];

    /// <summary>Keys that go with some of them.</summary>
    private static readonly (string Name, string[] Kinds)[] Options =
    [
        ("interval", ["cron", "every"]),
        ("run_immediately", ["cron"]),
        ("covers_interval", ["every"]),
        ("restrict_to_events", ["events"]),
    ];

    public static IReadOnlyList<string> Keys { get; } = [.. Kinds, .. AssetKinds, .. Options.Select(o => o.Name)];

    public static ScheduleDefinition? Read(YamlNode value, TimeZoneInfo zone, ValueReader read) => value switch
    {
        YamlScalar scalar => ReadText(scalar, read),
        YamlList list when list.Items.Any(i => i is YamlMapping) => Assets(list, read),
        YamlList => Crons(value, read) is { } crons ? new ScheduleDefinition.Cron(crons) : null,
        YamlMapping mapping => ReadMapping(mapping, zone, read),
        _ => null,
    };

    private static ScheduleDefinition? ReadText(YamlScalar scalar, ValueReader read)
    {
        var text = OneSpace(scalar.Text);
        switch (text)
        {
            case "":
                return read.NonBlank(scalar) is null ? null : new ScheduleDefinition.None();
            case "none" or "None":
                return new ScheduleDefinition.None();
            case "@once":
                return new ScheduleDefinition.Once();
            case "@continuous":
                return new ScheduleDefinition.Continuous();
        }

        const string Every = "every ";
        if (text.StartsWith(Every, StringComparison.OrdinalIgnoreCase))
        {
            return DurationText.TryParse(text[Every.Length..], out var every)
                ? new ScheduleDefinition.Delta(every)
                : read.Wrong<ScheduleDefinition>(scalar, "'every' and a duration", "write 'every 15 minutes'");
        }

        return DurationText.TryParse(text, out var duration) ? new ScheduleDefinition.Delta(duration) : new ScheduleDefinition.Cron([text]);
    }

    private static ScheduleDefinition? ReadMapping(YamlMapping mapping, TimeZoneInfo zone, ValueReader read)
    {
        var unknown = mapping.Entries.Where(e => !Keys.Contains(e.Key.Text)).ToList();
        foreach (var entry in unknown)
        {
            UnknownFields.Report(read.Report, entry.Key, "schedule", Keys);
        }

        if (mapping.Find("asset_or_time") is { } either)
        {
            return AssetOrTime(either, mapping, zone, read);
        }

        if (AssetKinds.Any(kind => mapping.Find(kind) is not null))
        {
            return Assets(mapping, read);
        }

        var kinds = Kinds.Where(kind => mapping.Find(kind) is not null).ToList();
        if (kinds.Count == 0 && unknown.Count > 0)
        {
            return null;
        }

        if (kinds.Count != 1)
        {
            read.Report.Error(mapping.Start, DagProblemCodes.Conflict, "schedule has not exactly one of cron, cron_interval, every and events",
                "keep one of them");
            return null;
        }

        foreach (var (option, allowed) in Options)
        {
            if (mapping.Find(option) is { } entry && !allowed.Contains(kinds[0]))
            {
                read.Report.Error(entry.Key.Start, DagProblemCodes.MisplacedField,
                    $"schedule has '{option}' without '{string.Join("' or '", allowed)}'", "leave it out");
            }
        }

        var value = mapping.Find(kinds[0])!.Value;
        return kinds[0] switch
        {
            "cron" => Crons(value, read) is { } crons
                ? new ScheduleDefinition.Cron(crons, Interval(mapping, read), Immediately(mapping, read))
                : null,
            "every" => read.Calendar(value) is { } every
                ? new ScheduleDefinition.Delta(every, Flag(mapping, "covers_interval", read), Interval(mapping, read))
                : null,
            "events" => Moments(value, zone, read) is { } moments
                ? new ScheduleDefinition.Events(moments, Flag(mapping, "restrict_to_events", read))
                : null,
            _ => read.NonBlank(value) is { } expression ? new ScheduleDefinition.CronInterval(OneSpace(expression)) : null,
        };
    }

    private static TimeSpan Interval(YamlMapping mapping, ValueReader read) =>
        Given(mapping, "interval") is { } value ? read.Duration(value) ?? TimeSpan.Zero : TimeSpan.Zero;

    private static bool Flag(YamlMapping mapping, string name, ValueReader read) => Given(mapping, name) is { } value && read.Flag(value) == true;

    // An option without a value is one left out, as with any field.
    private static YamlNode? Given(YamlMapping mapping, string name) => mapping.Find(name)?.Value is var value and not YamlScalar { IsNull: true } ? value : null;

    private static RunImmediately Immediately(YamlMapping mapping, ValueReader read) => Given(mapping, "run_immediately") switch
    {
        null or YamlScalar { IsPlain: true, Text: "false" or "False" or "FALSE" } => RunImmediately.IfJustMissed,
        YamlScalar { IsPlain: true, Text: "true" or "True" or "TRUE" } => RunImmediately.Always,
        YamlScalar scalar when DurationText.TryParseFixed(scalar.Text, out var buffer) => RunImmediately.Within(buffer),
        var other => read.Wrong<RunImmediately>(other, "a boolean or a duration", "write true, false, or how late a first run may be, as in 10 minutes"),
    };

    private static IReadOnlyList<DateTimeOffset>? Moments(YamlNode value, TimeZoneInfo zone, ValueReader read)
    {
        if (value is not YamlList { Items: var items })
        {
            return read.Wrong<IReadOnlyList<DateTimeOffset>>(value, "a list of dates or times", InstantText.Examples);
        }

        var moments = items.Select(item => read.Instant(item, zone)).OfType<DateTimeOffset>().ToList();
        return moments.Count == items.Count ? moments : null;
    }

    private static ScheduleDefinition.Assets? Assets(YamlNode value, ValueReader read) =>
        AssetReader.ReadExpression(value, read) is { } condition ? new ScheduleDefinition.Assets(condition) : null;

    private static ScheduleDefinition.AssetOrTime? AssetOrTime(YamlEntry entry, YamlMapping schedule, TimeZoneInfo zone, ValueReader read)
    {
        const string Remedy = "write {timetable: '0 6 * * *', assets: [s3://data/orders]}";
        if (schedule.Entries.FirstOrDefault(e => e != entry) is { } other)
        {
            read.Report.Error(other.Key.Start, DagProblemCodes.Conflict, $"schedule has {Shown.Quote(other.Key.Text)} beside 'asset_or_time'", Remedy);
            return null;
        }

        if (entry.Value is not YamlMapping { Entries.Count: 2 } mapping || mapping.Find("timetable") is not { } timetable || mapping.Find("assets") is not { } assets)
        {
            return read.Wrong<ScheduleDefinition.AssetOrTime>(entry.Value, "a mapping of timetable and assets", Remedy);
        }

        var (times, condition) = (Read(timetable.Value, zone, read), AssetReader.ReadExpression(assets.Value, read));
        if (times is ScheduleDefinition.None or ScheduleDefinition.Assets or ScheduleDefinition.AssetOrTime)
        {
            return read.Wrong<ScheduleDefinition.AssetOrTime>(timetable.Value, "a schedule of times", Remedy);
        }

        return times is null || condition is null ? null : new ScheduleDefinition.AssetOrTime(times, condition);
    }

    private static IReadOnlyList<string>? Crons(YamlNode value, ValueReader read) =>
        read.TextSet(value) is { Count: > 0 } texts
            ? [.. texts.Select(OneSpace)]
            : read.Wrong<IReadOnlyList<string>>(value, "a cron expression or a list of them", "write one as '0 6 * * *'");

    private static string OneSpace(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
