using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Orrery.Core.Dags;
using Orrery.Core.Templating;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Grains.Runs;

/// <summary>What the code of a DAG's own file is given: the facts of the try, its arguments, and the XComs it may pull by itself.</summary>
internal static class CodeCalls
{
    /// <summary>Exit code of a try that says a retry is of no use.</summary>
    public const int FailExitCode = 97;

    /// <summary>Exit code of a sensor's look that found nothing yet.</summary>
    public const int NotYetExitCode = 98;

    /// <summary>How many tasks upstream hand their XComs over, the nearest first.</summary>
    private const int MaxTasks = 256;

    /// <summary>How much they hand over together, in characters of JSON.</summary>
    private const int MaxLength = 8 << 20;

    /// <summary>The launch of a call.</summary>
    /// <param name="run">The run.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="call">The call.</param>
    /// <param name="context">The facts its templates see.</param>
    /// <param name="xcoms">The XComs it may pull.</param>
    /// <exception cref="TemplateError">A template of it cannot be rendered.</exception>
    /// <exception cref="XComsNeededException">XComs have to be loaded first.</exception>
    public static CodeLaunch Launch(RunRecord run, int instance, CodeCall call, TemplateContext context, RunXComs xcoms)
    {
        var task = run.State.DefinitionOf(instance);
        var field = $"tasks.{task.TaskId}.{task.Action.Name}";
        var needed = new HashSet<XComKey>();
        var json = new JsonObject
        {
            ["dag_id"] = context.DagId,
            ["run_id"] = context.RunId,
            ["task_id"] = task.TaskId,
            ["map_index"] = context.MapIndex,
            ["try_number"] = context.TryNumber,
            ["op_args"] = Evaluate(Parse(call.ArgsJson), $"{field}.op_args", context, needed),
            ["op_kwargs"] = Evaluate(Parse(call.KwargsJson), $"{field}.op_kwargs", context, needed),
            ["params"] = context.Params.DeepClone(),
            ["conf"] = context.Conf.DeepClone(),
            ["run_type"] = context.RunType,
            ["logical_date"] = Moment(context.LogicalDate),
            ["data_interval_start"] = Moment(context.DataIntervalStart),
            ["data_interval_end"] = Moment(context.DataIntervalEnd),
            ["run_after"] = Moment(context.RunAfter),
            ["run_start_date"] = Moment(context.RunStartDate),
            ["inlets"] = Uris(task.Inlets),
            ["outlets"] = Uris(task.Outlets),
            ["triggering_asset_events"] = context.TriggeringAssetEvents.DeepClone(),
            ["is_sensor"] = task.Action is TaskAction.Sensor,
        };
        foreach (var (name, value) in context.Extra)
        {
            json[name] = value?.DeepClone();
        }

        if (call.PassXComs)
        {
            HandOver(run, instance, xcoms, json, needed);
        }

        return needed.Count == 0
            ? new CodeLaunch { File = Path.GetFileName(run.Release?.File ?? ""), CallJson = json.ToJsonString() }
            : throw new XComsNeededException(needed);
    }

    private static void HandOver(RunRecord run, int instance, RunXComs xcoms, JsonObject json, HashSet<XComKey> needed)
    {
        var (tasks, isComplete) = Nearest(run, run.State.TaskOf(instance));
        try
        {
            var values = xcoms.HandOver(tasks);
            while (values.ToJsonString().Length > MaxLength && tasks.Length > 0)
            {
                // What is far away is asked for least.
                (tasks, isComplete) = (tasks[..(tasks.Length / 2)], false);
                values = xcoms.HandOver(tasks);
            }

            json["xcoms"] = values;
            json["xcoms_are_complete"] = isComplete;
        }
        catch (XComsNeededException e)
        {
            needed.UnionWith(e.Keys);
        }
    }

    private static (ImmutableArray<int> Tasks, bool IsComplete) Nearest(RunRecord run, int task)
    {
        var (found, seen, next) = (ImmutableArray.CreateBuilder<int>(), new HashSet<int> { task }, new Queue<int>([task]));
        while (next.TryDequeue(out var at))
        {
            foreach (var upstream in run.Plan.Upstream(at))
            {
                if (seen.Add(upstream))
                {
                    if (found.Count == MaxTasks)
                    {
                        return (found.ToImmutable(), false);
                    }

                    found.Add(upstream);
                    next.Enqueue(upstream);
                }
            }
        }

        return (found.ToImmutable(), true);
    }

    /// <summary>The value with its texts rendered, all XComs that are missing noted at once.</summary>
    private static JsonNode? Evaluate(JsonNode? node, string name, TemplateContext context, HashSet<XComKey> needed)
    {
        switch (node)
        {
            case JsonObject map:
                return new JsonObject(map.Select(p => KeyValuePair.Create(p.Key, Evaluate(p.Value, $"{name}.{p.Key}", context, needed))));
            case JsonArray list:
                return new JsonArray([.. list.Select((item, i) => Evaluate(item, $"{name}[{i}]", context, needed))]);
            case JsonValue value when value.TryGetValue<string>(out var text):
                try
                {
                    return Template.Parse(text, name).Evaluate(context).ToJson();
                }
                catch (XComsNeededException e)
                {
                    needed.UnionWith(e.Keys);
                    return null;
                }
                catch (NotSupportedException e)
                {
                    throw new TemplateError(TemplateErrorKind.Runtime, name, 1, 1, $"The value of {text} cannot be handed to a process: {e.Message}");
                }

            default:
                return node?.DeepClone();
        }
    }

    private static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);

    private static JsonArray Uris(IReadOnlyList<Core.Assets.AssetRef> mentions) => new([.. mentions.Select(m => JsonValue.Create(m.Id))]);

    private static string? Moment(DateTimeOffset? moment) => moment?.ToString("o", CultureInfo.InvariantCulture);
}
