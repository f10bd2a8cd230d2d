using System.Text.Json.Nodes;
using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Grains.Secrets;

/// <summary>Reads and writes variables and connections for tasks.</summary>
[StatelessWorker]
public sealed class TaskSecretGrain(SecretReader reader, DagSecrets allowed) : Grain, ITaskSecretGrain
{
    private IVariableGrain Variables => GrainFactory.GetGrain<IVariableGrain>("0");

    /// <inheritdoc/>
    public async Task<TaskSecret> GetVariableAsync(TaskKey task, string key)
    {
        if (await allowed.RefusalOfVariableAsync(task.DagId, key) is { } refusal)
        {
            return Refuse(ActionStatus.Forbidden, refusal);
        }

        try
        {
            return VariableRules.KeyProblem(key) is null && await reader.GetVariableAsync(key) is { } value
                ? Found(new JsonObject { ["key"] = key, ["value"] = value }, SecretValues.OfVariable(key, value))
                : Refuse(ActionStatus.NotFound, $"There is no variable '{key}'.");
        }
        catch (SecretUnreadableException e)
        {
            return Refuse(ActionStatus.Conflict, e.Message);
        }
    }

    /// <inheritdoc/>
    public async Task<TaskSecret> GetConnectionAsync(TaskKey task, string connectionId)
    {
        if (await allowed.RefusalOfConnectionAsync(task.DagId, connectionId) is { } refusal)
        {
            return Refuse(ActionStatus.Forbidden, refusal);
        }

        try
        {
            if (ConnectionRules.IdProblem(connectionId) is not null || await reader.GetConnectionAsync(connectionId) is not { } connection)
            {
                return Refuse(ActionStatus.NotFound, $"There is no connection '{connectionId}'.");
            }

            var json = ConnectionJson.Write(connection);
            json["conn_id"] = connectionId;
            return Found(json, SecretValues.OfConnection(connection));
        }
        catch (SecretUnreadableException e)
        {
            return Refuse(ActionStatus.Conflict, e.Message);
        }
    }

    /// <inheritdoc/>
    public async Task<ActionResult> SetVariableAsync(TaskKey task, string key, string value, string? description) =>
        await allowed.RefusalOfVariableAsync(task.DagId, key) is { } refusal
            ? ActionResult.Refuse(ActionStatus.Forbidden, refusal)
            : await Variables.SetAsync(new VariableChange
            {
                Key = key,
                Value = value,
                Description = description,
                Fields = description is null ? ["value"] : ["value", "description"],
                Actor = ActorOf(task),
            });

    /// <inheritdoc/>
    public async Task<ActionResult> DeleteVariableAsync(TaskKey task, string key) =>
        await allowed.RefusalOfVariableAsync(task.DagId, key) is { } refusal
            ? ActionResult.Refuse(ActionStatus.Forbidden, refusal)
            : await Variables.DeleteVariableAsync(key, ActorOf(task));

    private static string ActorOf(TaskKey task) => $"task {task.DagId}/{task.RunId}/{task.TaskId}";

    private static TaskSecret Found(JsonObject json, IEnumerable<string> secrets) => new() { Outcome = ActionResult.Done, Json = json.ToJsonString(), Secrets = [.. secrets] };

    private static TaskSecret Refuse(ActionStatus status, string problem) => new() { Outcome = ActionResult.Refuse(status, problem) };
}
