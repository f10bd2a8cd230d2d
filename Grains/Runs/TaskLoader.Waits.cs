using System.Text.Json.Nodes;
using Orrery.Core.Templating;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Runs;

/// <content>What tasks that wait need rendered.</content>
public sealed partial class TaskLoader
{
    /// <summary>Renders a text; what a process deferred itself to is no template and stays as it is.</summary>
    /// <exception cref="TemplateError">It cannot be rendered.</exception>
    internal async Task<string> RenderAsync(RunRecord run, int instance, string template, string field)
    {
        if (run.State[instance].Wait is { EventJson: null, Deferral: not null })
        {
            return template;
        }

        var parsed = Template.Parse(template, $"tasks.{run.State.DefinitionOf(instance).TaskId}.{field}");
        var xcoms = XComsFor(run, instance);
        var expanded = await _values.OfInstanceAsync(run, instance);
        var opened = new RunSecrets(secrets, run.Plan.Dag.DagId, isKept: true);
        return await opened.RenderAsync(xcoms, parsed.Name, () => parsed.Render(opened.AddTo(ContextOf(run, instance, xcoms, expanded))));
    }

    /// <summary>Renders the texts in a JSON value.</summary>
    /// <exception cref="TemplateError">One of them cannot be rendered.</exception>
    internal async Task<JsonNode?> RenderTreeAsync(RunRecord run, int instance, JsonNode? document, string field)
    {
        var name = $"tasks.{run.State.DefinitionOf(instance).TaskId}.{field}";
        var tree = TemplateTree.Parse(document, name);
        var xcoms = XComsFor(run, instance);
        var expanded = await _values.OfInstanceAsync(run, instance);
        var opened = new RunSecrets(secrets, run.Plan.Dag.DagId, isKept: true);
        return await opened.RenderAsync(xcoms, name, () => tree.Render(opened.AddTo(ContextOf(run, instance, xcoms, expanded))));
    }

    /// <summary>What the current try asked; null when it did not ask.</summary>
    internal async Task<ApprovalRow?> FindApprovalAsync(RunRecord run, int instance) =>
        (await store.GetApprovalsAsync(run.Row.RunPk)).FirstOrDefault(a => a.Ordinal == instance && a.TryNumber == run.State[instance].TryNumber);
}
