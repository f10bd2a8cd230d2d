using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Grains.Interfaces.Secrets;

/// <summary>Variables and connections, as tasks read and write them while they run. Asked by hosts, which know that the try is theirs. A stateless worker; any key.</summary>
[Alias("orrery.ITaskSecretGrain")]
public interface ITaskSecretGrain : IGrainWithStringKey
{
    /// <summary>The value of a variable, from wherever the installation has it.</summary>
    [Alias("GetVariable")]
    Task<TaskSecret> GetVariableAsync(TaskKey task, string key);

    /// <summary>Sets a variable of the store.</summary>
    [Alias("SetVariable")]
    Task<ActionResult> SetVariableAsync(TaskKey task, string key, string value, string? description);

    /// <summary>Takes a variable of the store away.</summary>
    [Alias("DeleteVariable")]
    Task<ActionResult> DeleteVariableAsync(TaskKey task, string key);

    /// <summary>A connection, from wherever the installation has it.</summary>
    [Alias("GetConnection")]
    Task<TaskSecret> GetConnectionAsync(TaskKey task, string connectionId);
}

/// <summary>The answer to a task that asks for a variable or connection.</summary>
[GenerateSerializer, Immutable, Alias("orrery.task_secret")]
public sealed record TaskSecret
{
    /// <summary>What became of it.</summary>
    [Id(0)] public required ActionResult Outcome { get; init; }

    /// <summary>What was asked for, as a JSON object with Airflow's names of fields; null: there is none.</summary>
    [Id(1)] public string? Json { get; init; }

    /// <summary>What of it must not be seen in the task's log.</summary>
    [Id(2)] public ImmutableArray<string> Secrets { get; init; } = [];

    /// <summary>The outcome alone: the rest is not for logs.</summary>
    public override string ToString() => Outcome.Status.ToString();
}
