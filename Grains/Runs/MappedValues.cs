using System.Text.Json.Nodes;
using Orrery.Core.Mapping;
using Orrery.Core.Runs;
using Orrery.Core.Templating;
using Orrery.Storage;

namespace Orrery.Grains.Runs;

/// <summary>What the instances of mapped tasks get. Worked out once for all instances of an expansion and kept with the run.</summary>
/// <param name="store">Where XComs are.</param>
internal sealed class MappedValues(IStore store)
{
    /// <summary>The name under which templates find what their instance got.</summary>
    public const string Name = "expand";

    /// <summary>The facts of a run for the templates of a task, whatever instance of it.</summary>
    public static TemplateContext ContextOf(RunRecord run, int task, RunXComs xcoms)
    {
        var row = run.Row;
        return new TemplateContext
        {
            DagId = row.DagId,
            TaskId = run.Plan.Task(task).TaskId,
            RunId = row.RunId,
            LogicalDate = row.LogicalDate,
            DataIntervalStart = row.IntervalStart,
            DataIntervalEnd = row.IntervalEnd,
            RunAfter = row.RunAfter,
            RunStartDate = row.StartedAt,
            RunType = Core.Identity.DagRunTypes.WireName(row.Type),
            Params = RunXComs.ObjectOf(row.ParamsJson),
            Conf = RunXComs.ObjectOf(row.ConfJson),
            XComs = xcoms,
            TriggeringAssetEvents = run.TriggeringEvents ?? [],
        };
    }

    /// <summary>What an instance got; null when its task is not mapped.</summary>
    /// <exception cref="TemplateError">The values cannot be worked out any more, or there are fewer than when the instance was made.</exception>
    public async Task<JsonObject?> OfInstanceAsync(RunRecord run, int instance)
    {
        if (run.Plan.ExpansionOf(run.State.TaskOf(instance)) is not (>= 0 and var expansion) || run.State.MapIndexOf(instance) is not (>= 0 and var index))
        {
            return null;
        }

        return await EvaluateOnceAsync(run, expansion) is ExpandOutcome.Known { Values: var values } && index < values.Count
            ? values.At(index)
            : throw new TemplateError(
                TemplateErrorKind.Runtime, Name, 1, 1, $"What instance {index} is to work on is not there any more: an upstream task gave something else since. Clear it together with this task.");
    }

    /// <summary>The instances of an expansion, from the values of its inputs as they are now.</summary>
    public async Task<ExpansionResult> ExpandAsync(RunRecord run, int expansion)
    {
        run.Expanded.Remove(expansion);
        try
        {
            var outcome = await EvaluateOnceAsync(run, expansion);
            if (outcome is not ExpandOutcome.Known { Values: var values })
            {
                return ExpansionResult.Of(outcome);
            }

            var labels = new Dictionary<int, IReadOnlyList<string>>();
            foreach (var task in run.Plan.Expansions[expansion].Tasks.Where(t => run.Plan.Task(t).MapIndexTemplate is not null))
            {
                labels[task] = await LabelsAsync(run, task, values);
            }

            return ((ExpansionResult.Instances)ExpansionResult.Of(outcome)) with { Labels = labels };
        }
        catch (Exception e) when (e is TemplateError or XComsNeededException)
        {
            return new ExpansionResult.Failed(new TaskFailure(TaskFailureReason.TemplateError, e.Message));
        }
    }

    /// <summary>Ten thousand instances that start at once do not work out the same ten thousand times.</summary>
    private Task<ExpandOutcome> EvaluateOnceAsync(RunRecord run, int expansion) =>
        run.Expanded.TryGetValue(expansion, out var known) && (!known.IsCompleted || known is { IsCompletedSuccessfully: true, Result: ExpandOutcome.Known })
            ? known
            : run.Expanded[expansion] = EvaluateAsync(run, expansion);

    private async Task<ExpandOutcome> EvaluateAsync(RunRecord run, int expansion)
    {
        var plan = run.Plan.Expansions[expansion];
        var task = plan.Tasks[0];
        var xcoms = new RunXComs(run, task, mapIndex: -1, store);
        var expander = new Expander(plan.Name, ContextOf(run, task, xcoms), input => xcoms.Pushed(input.TaskId, input.Key));
        return await xcoms.RenderAsync(() => expander.Expand(plan.Definition));
    }

    private async Task<IReadOnlyList<string>> LabelsAsync(RunRecord run, int task, ExpandedValues values)
    {
        var definition = run.Plan.Task(task);
        var template = Template.Parse(definition.MapIndexTemplate!, $"tasks.{definition.TaskId}.map_index_template");
        var xcoms = new RunXComs(run, task, mapIndex: -1, store);
        var context = ContextOf(run, task, xcoms);
        return await xcoms.RenderAsync(() => Enumerable.Range(0, (int)values.Count).Select(index => template.Render(context with
        {
            MapIndex = index,
            Extra = new Dictionary<string, JsonNode?>(StringComparer.Ordinal) { [Name] = values.At(index) },
        })).ToList());
    }
}
