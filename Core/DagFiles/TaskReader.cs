using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Reads tasks. What fails is reported and left at its default, so that the rest can be checked.</summary>
internal sealed class TaskReader(ValueReader read)
{
    private const string DefaultsPrefix = "default_args.";

    private static readonly TaskDefinition Blank = new() { TaskId = "", Action = new TaskAction.Empty() };

    /// <summary>Fields about the tasks before a task: a callback is called, and answers for no other.</summary>
    private static readonly HashSet<string> NotOfCallbacks = new(StringComparer.Ordinal)
    {
        "trigger_rule", "depends_on_past", "wait_for_downstream", "ignore_first_depends_on_past", "wait_for_past_depends_before_skipping",
    };

    private readonly List<YamlEntry> _defaults = [];

    /// <summary>A reader with further <c>default_args</c>, which win over those it has.</summary>
    public TaskReader With(YamlNode defaults)
    {
        var reader = new TaskReader(read);
        reader.ReadDefaults(defaults);
        reader._defaults.AddRange(_defaults.Where(d => reader._defaults.TrueForAll(own => own.Key.Text != d.Key.Text)));
        return reader;
    }

    /// <summary>Takes the DAG's <c>default_args</c>, which apply to every task read from now on.</summary>
    public void ReadDefaults(YamlNode value)
    {
        if (value is not YamlMapping mapping)
        {
            read.Report.Field = "default_args";
            read.Wrong<object>(value, "a mapping of task fields", "write one field: value a line");
            read.Report.Field = null;
            return;
        }

        foreach (var entry in mapping.Entries)
        {
            if (TaskFields.DefaultNames.Contains(entry.Key.Text))
            {
                _defaults.Add(entry);
            }
            else
            {
                UnknownFields.Report(read.Report, entry.Key, "default_args", TaskFields.DefaultNames);
            }
        }

        // Read once by itself, so that errors are reported even when every task has fields of its own.
        ApplyDefaults(Blank, _defaults);
    }

    public TaskDefinition Read(YamlMapping mapping)
    {
        var taskId = (mapping.Find("task_id")?.Value as YamlScalar)?.Text;
        var isCallback = IsGiven(mapping, "callback");
        var task = ApplyDefaults(Blank, _defaults.Where(d => mapping.Find(d.Key.Text) is null && !(isCallback && NotOfCallbacks.Contains(d.Key.Text))));
        read.Report.TaskId = taskId;
        foreach (var (key, value) in mapping.Entries)
        {
            if (TaskFields.Table.Knows(key.Text))
            {
                task = TaskFields.Table.Apply(task, key.Text, value, read);
            }
            else
            {
                UnknownFields.Report(read.Report, key, "a task", TaskFields.Table.Names);
            }
        }

        CheckId(mapping);
        CheckActions(mapping);
        CheckExpand(mapping);
        task = AddGateFlag(task, mapping);
        task = SettleKind(task, mapping);
        read.Report.TaskId = null;
        return task;
    }

    private TaskDefinition ApplyDefaults(TaskDefinition task, IEnumerable<YamlEntry> entries)
    {
        foreach (var (key, value) in entries)
        {
            task = TaskFields.Table.Apply(task, key.Text, value, read, DefaultsPrefix);
        }

        return task;
    }

    private void CheckId(YamlMapping mapping)
    {
        if (IsGiven(mapping, "task_id"))
        {
            return;
        }

        read.Report.Field = "task_id";
        read.Report.Error(mapping.Start, DagProblemCodes.MissingField,
            "the task has no task_id", "give it one of letters, digits, '_', '-' or '.'");
        read.Report.Field = null;
    }

    private void CheckActions(YamlMapping mapping)
    {
        var given = mapping.Entries.Where(e => TaskFields.IsAction(e.Key.Text)).ToList();
        if (given.Count > 1)
        {
            read.Report.Error(given[1].Key.Start, DagProblemCodes.ActionCount,
                $"the task has several actions: {string.Join(", ", given.Select(e => e.Key.Text))}", "keep one, and make tasks of the others");
        }
        else if (given is [{ Value: YamlScalar { IsNull: true } } blank] && blank.Key.Text is not ("empty" or "latest_only"))
        {
            read.Report.Error(blank.Key.Start, DagProblemCodes.MissingField,
                $"{blank.Key.Text} has no value", $"say what {blank.Key.Text} is to do");
        }
        else if (given.Count == 0 && !mapping.Entries.Any(e => FieldNames.NotSupportedYet.Contains(e.Key.Text)))
        {
            read.Report.Error(mapping.Start, DagProblemCodes.ActionCount, "the task does nothing",
                $"give it one of {string.Join(", ", TaskFields.ActionNames)}");
        }
    }

    private void CheckExpand(YamlMapping mapping)
    {
        if (IsGiven(mapping, "expand") && IsGiven(mapping, "expand_kwargs"))
        {
            read.Report.Error(mapping.Find("expand_kwargs")!.Key.Start, DagProblemCodes.Conflict, "the task has both expand and expand_kwargs", "keep one of them");
        }
    }

    private TaskDefinition AddGateFlag(TaskDefinition task, YamlMapping mapping)
    {
        if (mapping.Find("ignore_downstream_trigger_rules") is not { } entry)
        {
            return task;
        }

        if (mapping.Find("short_circuit") is null)
        {
            read.Report.Error(entry.Key.Start, DagProblemCodes.MisplacedField,
                "ignore_downstream_trigger_rules belongs to short_circuit", "leave it out");
            return task;
        }

        read.Report.Field = entry.Key.Text;
        var ignore = read.Flag(entry.Value) ?? true;
        read.Report.Field = null;
        return task.Action is TaskAction.ShortCircuit gate ? task with { Action = gate with { IgnoreDownstreamTriggerRules = ignore } } : task;
    }

    private TaskDefinition SettleKind(TaskDefinition task, YamlMapping mapping)
    {
        if (task.Kind == TaskKind.Work)
        {
            return task;
        }

        if (task.Callback is { } callback)
        {
            CheckCallback(callback, mapping);
            return task with { Kind = TaskKind.Callback, TriggerRule = callback.NearestRule };
        }

        if (IsTrue("setup") && IsTrue("teardown"))
        {
            read.Report.Error(mapping.Find("teardown")!.Key.Start, DagProblemCodes.Conflict,
                "the task is both setup and teardown", "keep one of them");
        }

        // default_args speak of ordinary tasks: a teardown that took their trigger rule would not clean up after a failure.
        return IsGiven(mapping, "trigger_rule") ? task : task with { TriggerRule = TaskDefinition.DefaultTriggerRule(task.Kind) };

        bool IsTrue(string field) => mapping.Find(field)?.Value is YamlScalar { IsPlain: true, Text: "true" or "True" or "TRUE" };
    }

    private void CheckCallback(TaskCallback callback, YamlMapping mapping)
    {
        string[] misplaced = ["setup", "teardown", .. NotOfCallbacks, .. callback is TaskCallback.OnDeadline ? ["depends_on"] : Array.Empty<string>()];
        foreach (var field in misplaced.Where(f => IsGiven(mapping, f)))
        {
            read.Report.Error(mapping.Find(field)!.Key.Start, DagProblemCodes.MisplacedField,
                $"a callback ({callback.Name}) has no {field}", "leave it out: what calls it is all that counts");
        }
    }

    private static bool IsGiven(YamlMapping mapping, string field) => mapping.Find(field)?.Value is not (null or YamlScalar { IsNull: true });
}
