using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Reads <c>sensor</c>: one condition, and how it is looked for.</summary>
internal static class SensorReader
{
    private const string Remedy = "name what it waits for below it, as in file: /data/a.csv";

    public static IReadOnlyList<string> Conditions { get; } = ["file", "http", "sql", "bash", "command", "dag", "asset"];

    public static FieldTable<Draft> Table { get; } = new(new Dictionary<string, FieldSetter<Draft>>(StringComparer.Ordinal)
    {
        ["file"] = (draft, value, read) => read.NonBlank(value) is { } path ? draft.With(new SensorCondition.File(path)) : draft,
        ["http"] = (draft, value, read) => draft.With(ConditionReader.Http(value, read)),
        ["sql"] = (draft, value, read) => draft.With(ConditionReader.Sql(value, read)),
        ["bash"] = (draft, value, read) => read.NonBlank(value) is { } script ? draft.With(new SensorCondition.Bash(script)) : draft,
        ["command"] = (draft, value, read) => read.TextList(value) is { } argv ? draft.With(new SensorCondition.Command(argv)) : draft,
        [CodeReader.Name] = (draft, value, read) => draft.With(CodeReader.Read(value, read) is { } call ? new SensorCondition.Code(call) : null),
        ["dag"] = (draft, value, read) => draft.With(ConditionReader.Dag(value, read)),
        ["asset"] = (draft, value, read) => draft.With(ConditionReader.Asset(value, read)),
        ["since"] = (draft, value, read) => draft with { Since = read.NonBlank(value) },
        ["retry_exit_code"] = (draft, value, read) => draft with { RetryExitCode = read.Whole(value) },
        ["poke_interval"] = (draft, value, read) => draft.With(p => p with { PokeInterval = read.Duration(value) ?? p.PokeInterval }),
        ["timeout"] = (draft, value, read) => draft.With(p => p with { Timeout = read.Duration(value) ?? p.Timeout }),
        ["mode"] = (draft, value, read) => draft.With(p => p with { Mode = Mode(value, read) ?? p.Mode }),
        ["deferrable"] = (draft, value, read) => draft.With(p => p with { Deferrable = read.Flag(value) ?? p.Deferrable }),
        ["exponential_backoff"] = (draft, value, read) => draft.With(p => p with { ExponentialBackoff = read.Flag(value) ?? p.ExponentialBackoff }),
        ["max_wait"] = (draft, value, read) => draft.With(p => p with { MaxWait = read.Duration(value) }),
        ["soft_fail"] = (draft, value, read) => draft.With(p => p with { SoftFail = read.Flag(value) ?? p.SoftFail }),
        ["never_fail"] = (draft, value, read) => draft.With(p => p with { NeverFail = read.Flag(value) ?? p.NeverFail }),
        ["silent_fail"] = (draft, value, read) => draft.With(p => p with { SilentFail = read.Flag(value) ?? p.SilentFail }),
    });

    public static TaskAction.Sensor? Read(YamlNode value, ValueReader read)
    {
        if (PartReader.Read(value, read, Table, new Draft(), Remedy) is not { } draft)
        {
            return null;
        }

        var given = ((YamlMapping)value).Entries.Where(e => e.Key.Text == CodeReader.Name || Conditions.Contains(e.Key.Text)).ToList();
        if (given.Count != 1)
        {
            read.Report.Error(given.Count > 1 ? given[1].Key.Start : value.Start, DagProblemCodes.Conflict,
                given.Count == 0 ? "sensor waits for nothing" : $"sensor waits for several things: {string.Join(", ", given.Select(e => e.Key.Text))}",
                $"give it one of {string.Join(", ", Conditions)}");
            return null;
        }

        return draft.ToSensor(value, read);
    }

    private static SensorMode? Mode(YamlNode value, ValueReader read)
    {
        switch (read.Text(value))
        {
            case "poke":
                return SensorMode.Poke;
            case "reschedule":
                return SensorMode.Reschedule;
            case { } other:
                read.Report.Error(value.Start, DagProblemCodes.InvalidValue, $"mode is {Shown.Quote(other)}", "choose poke or reschedule");
                return null;
            default:
                return null;
        }
    }

    /// <summary>A sensor in the making.</summary>
    internal sealed record Draft(SensorCondition? Condition = null, SensorPolicy? Given = null, int? RetryExitCode = null, string? Since = null)
    {
        public Draft With(SensorCondition? condition) => this with { Condition = condition ?? Condition };

        public Draft With(Func<SensorPolicy, SensorPolicy> change) => this with { Given = change(Given ?? SensorPolicy.Default) };

        public TaskAction.Sensor? ToSensor(YamlNode value, ValueReader read)
        {
            var condition = Condition switch
            {
                SensorCondition.Bash bash => bash with { RetryExitCode = RetryExitCode },
                SensorCondition.Command command => command with { RetryExitCode = RetryExitCode },
                SensorCondition.Asset asset => asset with { Since = Since },
                var other => other,
            };
            if (RetryExitCode is not null && condition is not (SensorCondition.Bash or SensorCondition.Command))
            {
                read.Report.Error(value.Start, DagProblemCodes.MisplacedField, "retry_exit_code belongs to bash and command", "leave it out");
            }

            if (Since is not null && condition is not SensorCondition.Asset)
            {
                read.Report.Error(value.Start, DagProblemCodes.MisplacedField, "since belongs to asset", "leave it out");
            }

            return condition is null ? null : new TaskAction.Sensor(condition, Given ?? SensorPolicy.Default);
        }
    }
}
