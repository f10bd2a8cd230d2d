namespace Orrery.Grains.Interfaces.Reruns;

/// <summary>Carries a request out in several runs of a DAG. A stateless worker; key: the DAG's id.</summary>
[Alias("orrery.IRerunGrain")]
public interface IRerunGrain : IGrainWithStringKey
{
    /// <summary>Clears tasks of these runs.</summary>
    [Alias("Clear")]
    Task<RerunResult> ClearAsync(RunSelection runs, ClearTasks tasks);

    /// <summary>Sets the state of tasks of these runs by hand.</summary>
    [Alias("Mark")]
    Task<RerunResult> MarkAsync(RunSelection runs, MarkTasks tasks);
}
