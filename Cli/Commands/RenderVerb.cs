using System.Text.Json.Nodes;
using Orrery.Cli.Output;
using Orrery.Cli.Terminal;
using Orrery.Client;
using Orrery.Core.Dags;
using Orrery.Core.Identity;
using Orrery.Core.Runs;
using Orrery.Core.Templating;
using Orrery.Core.Validation;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Cli.Commands;

/// <summary>A task with its templates filled in, as JSON.</summary>
/// <param name="DagId">Id of the DAG.</param>
/// <param name="DagRunId">Id of the run whose facts they were filled in with.</param>
/// <param name="TaskId">Id of the task.</param>
/// <param name="Fields">Its fields.</param>
internal sealed record RenderedTask(string DagId, string DagRunId, string TaskId, JsonObject Fields);

/// <summary><c>orrery tasks render</c>.</summary>
internal static class RenderVerb
{
    /// <summary>Creates the verb.</summary>
    public static CliCommand Create(CliContext context, RemoteOptions remote)
    {
        var (dagId, taskId, runId) = (IdArguments.Dag(), IdArguments.Task(), IdArguments.OptionalRun());
        return new CliCommand(
            "render",
            "Prints a task with its templates filled in with the facts of a run. What other tasks left is shown by its name.",
            "orrery tasks render etl load",
            "orrery tasks render etl load scheduled__2026-01-31T00:00:00+00:00")
            .With(dagId, taskId, runId)
            .Does(async (parsed, cancellationToken) =>
            {
                var client = remote.Connect(parsed);
                var run = await IdArguments.FindRunAsync(client, parsed.GetRequiredValue(dagId), parsed.GetRequiredValue(runId), cancellationToken);
                var (task, index) = InstanceName.Parse(parsed.GetRequiredValue(taskId));
                var rendered = await RenderAsync(client, run, task, index ?? -1, cancellationToken);
                if (remote.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, rendered, CliJson.Output.RenderedTask);
                }
                else
                {
                    foreach (var line in YamlText.Of(rendered.Fields).TrimEnd('\n').Split('\n'))
                    {
                        context.Terminal.Out.WriteLine(PlainText.OneLine(line));
                    }
                }

                return ExitCodes.Success;
            });
    }

    private static async Task<RenderedTask> RenderAsync(IOrreryClient client, DagRunInfo run, string taskId, int mapIndex, CancellationToken cancellationToken)
    {
        var document = await client.GetDocumentAsync(run.Version, cancellationToken)
            ?? throw CliException.Failure($"The version of run '{run.DagRunId}' is not there any more.");
        var task = document["tasks"]!.AsArray().FirstOrDefault(t => t!["task_id"]!.GetValue<string>() == taskId)?.AsObject()
            ?? throw CliException.Failure($"DAG '{run.DagId}' has no task '{taskId}' in run '{run.DagRunId}'. See: orrery tasks list {run.DagId} {run.DagRunId}");
        var context = ContextOf(document, run, taskId, mapIndex);
        var env = (document["env"] as JsonObject ?? []).Concat(task["env"] as JsonObject ?? []);
        var fields = (JsonObject)task.DeepClone();
        if (env.ToList() is { Count: > 0 } all)
        {
            fields["env"] = new JsonObject(all.GroupBy(e => e.Key).Select(g => KeyValuePair.Create(g.Key, g.Last().Value?.DeepClone())));
        }

        var problems = new List<string>();
        var rendered = Rendered(fields, taskId, context, problems)!.AsObject();
        return problems.Count == 0 ? new RenderedTask(run.DagId, run.DagRunId, taskId, rendered) : throw CliException.Failure([.. problems]);
    }

    private static TemplateContext ContextOf(JsonObject document, DagRunInfo run, string taskId, int mapIndex)
    {
        var conf = run.ConfJson is { } json ? JsonNode.Parse(json)!.AsObject() : [];
        return new TemplateContext
        {
            DagId = run.DagId,
            RunId = run.DagRunId,
            TaskId = taskId,
            MapIndex = mapIndex,
            LogicalDate = run.LogicalDate,
            DataIntervalStart = run.DataIntervalStart,
            DataIntervalEnd = run.DataIntervalEnd,
            RunAfter = run.RunAfter,
            RunStartDate = run.StartDate,
            RunType = run.RunType.WireName(),
            Conf = conf,
            Params = Params.Resolve(DagDocument.FromJson(document), conf).Values ?? [],
            XComs = NamedXComs.Instance,
        };
    }

    private static JsonNode? Rendered(JsonNode? node, string name, TemplateContext context, List<string> problems) => node switch
    {
        JsonObject map => new JsonObject(map.ToList().Select(p => KeyValuePair.Create(p.Key, Rendered(p.Value, $"{name}.{p.Key}", context, problems)))),
        JsonArray list => new JsonArray([.. list.Select((item, i) => Rendered(item, $"{name}[{i}]", context, problems))]),
        JsonValue value when value.TryGetValue<string>(out var text) && Template.MayHaveTags(text) => Text(text, name, context, problems),
        null => null,
        _ => node.DeepClone(),
    };

    private static JsonValue Text(string text, string name, TemplateContext context, List<string> problems)
    {
        try
        {
            return JsonValue.Create(Template.Parse(text, name).Render(context));
        }
        catch (TemplateError e)
        {
            problems.Add(e.Message);
            return JsonValue.Create(text);
        }
    }

    /// <summary>Values of other tasks are not looked up: where one would stand, its name does.</summary>
    private sealed class NamedXComs : IXComSource
    {
        public static readonly NamedXComs Instance = new();

        public bool TryGet(XComKey key, out JsonNode? value)
        {
            value = $"<xcom {key.TaskId}.{key.Key}>";
            return true;
        }
    }
}
