using System.Text.Json.Nodes;
using Orrery.Core.Identity;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Grains.Identity;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Runs;

/// <summary>What the audit says of changes to a run: how it and its tasks stood before, and how they stand now. Pure.</summary>
internal static class RunAudits
{
    /// <summary>What is shown of a run that is made or taken away.</summary>
    public static JsonObject Of(DagRunRow run) => new()
    {
        ["state"] = run.State.WireName(),
        ["run_type"] = run.Type.WireName(),
        ["logical_date"] = run.LogicalDate,
        ["run_after"] = run.RunAfter,
        ["conf"] = Audits.Json(run.ConfJson),
        ["note"] = Audits.Text(run.Note),
    };

    /// <summary>An entry about a decision that was asked for, made whole before the decision is applied.</summary>
    /// <param name="audit">The entry; what its details say already is kept.</param>
    /// <param name="run">The run as it was.</param>
    /// <param name="decision">What becomes of it.</param>
    public static AuditRow Of(AuditRow audit, RunRecord run, Decision decision)
    {
        var details = audit.DetailsJson is { } json ? JsonNode.Parse(json)!.AsObject() : [];
        var (before, after) = (Part(details, "before"), Part(details, "after"));
        before["state"] = run.State.Run.State.WireName();
        after["state"] = (decision.Run ?? run.State.Run).State.WireName();

        // What follows from the choice elsewhere in the run is in the history of tries.
        var chosen = decision.Chosen.ToHashSet();
        var changes = decision.Tasks.Where(c => chosen.Count == 0 || chosen.Contains(c.Instance)).ToList();
        var (tasksBefore, tasksAfter) = (new JsonObject(), new JsonObject());
        foreach (var change in changes.Take(Audits.MaxNamed))
        {
            var name = InstanceName.Of(run.Plan.Dag.Tasks[change.Task].TaskId, change.MapIndex);
            tasksBefore[name] = change.Instance < run.State.Count ? Shown(run.State[change.Instance].State) : null;
            tasksAfter[name] = Shown(change.Slot.State);
        }

        (before["tasks"], after["tasks"]) = (tasksBefore, tasksAfter);
        details["task_instances"] = changes.Count;
        var whole = audit with { DetailsJson = details.ToJsonString() };
        return changes is [var only] && only.Instance < run.State.Count ? About(whole, run, only.Instance) : whole;
    }

    /// <summary>An entry about a note.</summary>
    /// <param name="audit">The entry.</param>
    /// <param name="run">The run as it was.</param>
    /// <param name="note">The note.</param>
    public static AuditRow Of(AuditRow audit, RunRecord run, RunNote note)
    {
        var (before, about) = note switch
        {
            RunNote.OfTask(var task, _) => (run.NoteOn(task), About(audit, run, task)),
            RunNote.OfRun => (run.Row.Note, audit),
            _ => (null, null),
        };
        return about is null ? audit : about.WithChange(new JsonObject { ["note"] = Audits.Text(before) }, new JsonObject { ["note"] = Audits.Text(note.Text) });
    }

    private static AuditRow About(AuditRow audit, RunRecord run, int instance) => audit with
    {
        TaskId = run.State.DefinitionOf(instance).TaskId,
        MapIndex = run.State.MapIndexOf(instance) is >= 0 and var index ? index : null,
        TryNumber = run.State[instance].TryNumber,
    };

    // As everywhere in JSON: nothing was decided about it yet.
    private static string? Shown(TaskInstanceState state) => state == TaskInstanceState.None ? null : state.WireName();

    private static JsonObject Part(JsonObject details, string name)
    {
        if (details[name] is not JsonObject part)
        {
            details[name] = part = [];
        }

        return part;
    }
}
