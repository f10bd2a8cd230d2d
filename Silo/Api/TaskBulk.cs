using Orrery.Client;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Reruns;

namespace Orrery.Silo.Api;

/// <summary>Several task instances at a time. They are neither made nor deleted by hand: their run is.</summary>
/// <param name="dagId">Their DAG; ~: each names its own.</param>
/// <param name="runId">Their run; ~: each names its own.</param>
/// <param name="client">Knows them.</param>
internal sealed class TaskBulk(string dagId, string runId, IOrreryClient client) : IBulkTarget
{
    /// <inheritdoc/>
    public string What => "task instances";

    /// <inheritdoc/>
    public string KeyField => "task_id";

    /// <inheritdoc/>
    public string[] Fields => ["new_state", "note"];

    /// <inheritdoc/>
    public BulkChange Read(BodyReader body, bool isNew, string[] mask)
    {
        body.Require("task_id");
        var taskId = body.Text("task_id", Ids.MaxLength) ?? "";
        var mapIndex = body.Int("map_index", -1);
        var ofDag = Named(body, "dag_id", dagId);
        var ofRun = Named(body, "dag_run_id", runId);
        var patch = TaskPatch.Read(body, mask, isDryRun: false);
        if (isNew)
        {
            body.Add("task_id", "Task instances are not made by hand: trigger a run.");
        }

        return new BulkChange(taskId, async (_, cancelled) => (await patch.ApplyAsync(ofDag, ofRun, new TaskSelector(taskId, mapIndex), isDryRun: false, client, cancelled)).Outcome);
    }

    /// <inheritdoc/>
    public Task<bool?> ExistsAsync(string key, CancellationToken cancellationToken) => Task.FromResult<bool?>(null);

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string key, CancellationToken cancellationToken) =>
        Task.FromResult(ActionResult.Refuse(ActionStatus.Invalid, "Task instances are not deleted by hand: delete their run."));

    private static string Named(BodyReader body, string field, string inPath)
    {
        var named = body.Text(field, Ids.MaxLength);
        if (inPath != RunFilters.Any && named is not null && named != inPath)
        {
            body.Add(field, "Must be the one of the path, or be left out.");
        }

        if (inPath == RunFilters.Any && named is null)
        {
            body.Add(field, "Must be given where the path has ~.");
        }

        return inPath == RunFilters.Any ? named ?? "" : inPath;
    }
}
