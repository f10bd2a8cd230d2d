using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Reads the forms of <c>schedule</c>.</summary>
internal static class ScheduleReader
{
    public static IReadOnlyList<string> Keys { get; } = ["cron", "interval", "cron_interval", "every", "covers_interval", "asset", "alias", "all", "any", "asset_or_time"];

    public static ScheduleDefinition? Read(YamlNode value, ValueReader read) => value switch
    {
        YamlScalar scalar => ReadText(scalar, read),
        YamlList list when list.Items.Any(i => i is YamlMapping) => Assets(list, read),
        YamlList => Crons(value, read) is { } crons ? new ScheduleDefinition.Cron(crons) : null,
        YamlMapping mapping => ReadMapping(mapping, read),
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

    private static ScheduleDefinition? ReadMapping(YamlMapping mapping, ValueReader read)
    {
        var unknown = mapping.Entries.Where(e => !Keys.Contains(e.Key.Text)).ToList();
        foreach (var entry in unknown)
        {
            UnknownFields.Report(read.Report, entry.Key, "schedule", Keys);
        }

        if ((mapping.Find("asset") ?? mapping.Find("alias") ?? mapping.Find("all") ?? mapping.Find("any")) is not null)
        {
            return Assets(mapping, read);
        }

        if (mapping.Find("asset_or_time") is { } either)
        {
            return AssetOrTime(either, mapping, read);
        }

        var (cron, interval) = (mapping.Find("cron"), mapping.Find("interval"));
        var (cronInterval, every, covers) = (mapping.Find("cron_interval"), mapping.Find("every"), mapping.Find("covers_interval"));
        var kinds = new[] { cron, cronInterval, every }.Count(e => e is not null);
        if (kinds == 0 && unknown.Count > 0)
        {
            return null;
        }

        if (kinds != 1)
        {
            read.Report.Error(mapping.Start, DagProblemCodes.Conflict, "schedule has not exactly one of cron, cron_interval and every",
                "keep one of them");
            return null;
        }

        Only(interval, cron, "cron");
        Only(covers, every, "every");
        if (cron is not null)
        {
            return Crons(cron.Value, read) is { } crons
                ? new ScheduleDefinition.Cron(crons, interval is null ? TimeSpan.Zero : read.Duration(interval.Value) ?? TimeSpan.Zero)
                : null;
        }

        if (every is not null)
        {
            return read.Calendar(every.Value) is { } duration
                ? new ScheduleDefinition.Delta(duration, covers is not null && read.Flag(covers.Value) == true)
                : null;
        }

        return read.NonBlank(cronInterval!.Value) is { } expression ? new ScheduleDefinition.CronInterval(OneSpace(expression)) : null;

        void Only(YamlEntry? field, YamlEntry? with, string name)
        {
            if (field is not null && with is null)
            {
                read.Report.Error(field.Key.Start, DagProblemCodes.MisplacedField,
                    $"schedule has '{field.Key.Text}' without '{name}'", "leave it out");
            }
        }
    }

    private static ScheduleDefinition.Assets? Assets(YamlNode value, ValueReader read) =>
        AssetReader.ReadExpression(value, read) is { } condition ? new ScheduleDefinition.Assets(condition) : null;

    private static ScheduleDefinition.AssetOrTime? AssetOrTime(YamlEntry entry, YamlMapping schedule, ValueReader read)
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

        var (times, condition) = (Read(timetable.Value, read), AssetReader.ReadExpression(assets.Value, read));
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
