using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>
/// Writes the shorthands <c>on_failure</c>, <c>on_success</c> and <c>deadline</c> out as the callback tasks they stand for, as if the author
/// had: what a callback may say, and how errors in it read, is what goes for tasks.
/// </summary>
internal sealed class CallbackShorthand(ValueReader read)
{
    private static readonly string[] Names = ["on_failure", "on_success"];

    /// <summary>What a shorthand says by being where it is.</summary>
    private static readonly string[] Given =
    [
        "task_id", "depends_on", "trigger_rule", "callback", "setup", "teardown", "on_failure_fail_dagrun", "on_failure", "on_success",
        "ignore_downstream_trigger_rules", "branch", "short_circuit", "latest_only", "depends_on_past", "wait_for_downstream", "ignore_first_depends_on_past",
        "wait_for_past_depends_before_skipping", "group", "expand", "expand_kwargs", "map_index_template",
    ];

    private static readonly IReadOnlyList<string> Allowed = [.. TaskFields.Table.Names.Except(Given, StringComparer.Ordinal)];
    private static readonly IReadOnlyList<string> AllowedInDeadlines = [.. CallbackReader.DeadlineKeys, .. Allowed];

    /// <summary>Keys of a callback's mapping.</summary>
    public static IReadOnlyList<string> Fields => Allowed;

    /// <summary>Keys of a deadline's mapping.</summary>
    public static IReadOnlyList<string> DeadlineFields => AllowedInDeadlines;

    /// <summary>The tasks with their callbacks after them, then those of the run.</summary>
    public List<YamlMapping> Expand(YamlMapping dag, IReadOnlyList<YamlMapping> tasks)
    {
        var expanded = new List<YamlMapping>(tasks.Count);
        var defaults = dag.Find("default_args")?.Value as YamlMapping;
        foreach (var task in tasks)
        {
            expanded.Add(task);
            if (task.Find("task_id")?.Value is YamlScalar { IsNull: false } id)
            {
                AddOfTask(expanded, task, id, defaults);
            }
        }

        foreach (var name in Names)
        {
            if (dag.Find(name) is { } entry && Make(entry.Key, entry.Value, name, Allowed) is { } callback)
            {
                expanded.Add(callback);
            }
        }

        AddDeadlines(expanded, dag);
        return expanded;
    }

    private void AddOfTask(List<YamlMapping> expanded, YamlMapping task, YamlScalar id, YamlMapping? defaults)
    {
        var isCallback = task.Find("callback")?.Value is not (null or YamlScalar { IsNull: true });
        foreach (var name in Names)
        {
            var own = task.Find(name);
            if (isCallback)
            {
                if (own is not null)
                {
                    read.Report.Error(own.Key.Start, DagProblemCodes.MisplacedField, $"a callback has no {name}", "give it retries instead");
                }

                continue;
            }

            if ((own ?? defaults?.Find(name)) is { } entry && Make(entry.Key, entry.Value, $"{id.Text}.{name}", Allowed, [Entry(entry.Key, "depends_on", Text(id.Start, id.Text)), .. GroupOf(task)]) is { } callback)
            {
                expanded.Add(callback);
            }
        }
    }

    // A callback lies in the group of its task: if that is mapped, each index has its own.
    private static IEnumerable<YamlEntry> GroupOf(YamlMapping task) => task.Find("group") is { Value: YamlScalar { IsNull: false } } group ? [group] : [];

    private void AddDeadlines(List<YamlMapping> expanded, YamlMapping dag)
    {
        if (dag.Find("deadline") is not { Value: not YamlScalar { IsNull: true } } entry)
        {
            return;
        }

        IReadOnlyList<YamlNode> items = entry.Value is YamlList list ? list.Items : [entry.Value];
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is not YamlMapping item)
            {
                read.Report.Field = "deadline";
                read.Wrong<object>(items[i], "a mapping with a reference and an action", "write reference:, interval: and bash: below it");
                read.Report.Field = null;
                continue;
            }

            var moment = new YamlMapping(item.Start, [.. item.Entries.Where(e => CallbackReader.DeadlineKeys.Contains(e.Key.Text))], size: 1);
            var called = new YamlMapping(item.Start, [Entry(entry.Key, CallbackReader.OnDeadline, moment)], size: 1);
            var id = i == 0 ? CallbackReader.OnDeadline : $"{CallbackReader.OnDeadline}.{i + 1}";
            expanded.Add(Task(entry.Key, id, called, Checked(item, "a deadline", AllowedInDeadlines).Where(e => !CallbackReader.DeadlineKeys.Contains(e.Key.Text))));
        }
    }

    /// <summary>The task that a shorthand stands for; null when it has no value or none that can be read.</summary>
    private YamlMapping? Make(YamlScalar key, YamlNode value, string id, IReadOnlyList<string> allowed, params YamlEntry[] more)
    {
        switch (value)
        {
            case YamlScalar { IsNull: true }:
                return null;
            case YamlScalar script:
                return Task(key, id, Text(key.Start, key.Text), [.. more, Entry(key, "bash", script)]);
            case YamlMapping mapping:
                return Task(key, id, Text(key.Start, key.Text), [.. more, .. Checked(mapping, $"an {key.Text}", allowed)]);
            default:
                read.Report.Field = key.Text;
                read.Wrong<object>(value, "a script or a mapping with an action", "write a script for bash, or bash: or command: below it");
                read.Report.Field = null;
                return null;
        }
    }

    private List<YamlEntry> Checked(YamlMapping mapping, string of, IReadOnlyList<string> allowed)
    {
        foreach (var entry in mapping.Entries.Where(e => !allowed.Contains(e.Key.Text)))
        {
            UnknownFields.Report(read.Report, entry.Key, of, allowed);
        }

        return [.. mapping.Entries.Where(e => allowed.Contains(e.Key.Text))];
    }

    private static YamlMapping Task(YamlScalar key, string id, YamlNode called, IEnumerable<YamlEntry> entries) =>
        new(key.Start, [Entry(key, "task_id", Text(key.Start, id)), Entry(key, "callback", called), .. entries], size: 1);

    private static YamlEntry Entry(YamlScalar at, string key, YamlNode value) => new(Text(at.Start, key), value);

    private static YamlScalar Text(SourceLocation at, string text) => new(at, text, isPlain: false);
}
