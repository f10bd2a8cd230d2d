using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Runtime.Engines;

/// <summary>Runs tries: as processes, containers, or not at all. What it starts outlives the server.</summary>
public interface IRuntimeEngine
{
    /// <summary>The name a <see cref="LaunchSpec.Engine"/> selects it by.</summary>
    string Name { get; }

    /// <summary>
    /// Whether tries may have run here that <see cref="RecoverAsync"/> does not find, as after the death of the machine: then a lease that the
    /// host does not name is lost, and not given back as one that was never launched.
    /// </summary>
    bool MayHaveForgotten => false;

    /// <summary>
    /// Starts a try. A lease that this engine already holds is not started again: its running task is answered.
    /// A try that cannot be started is no exception but a task whose <see cref="IRunningTask.Completion"/> says so.
    /// </summary>
    /// <param name="spec">What to run.</param>
    /// <param name="cancellationToken">Gives up before anything was started; once it was, the task is answered.</param>
    /// <exception cref="HostNotReadyException">Nothing can be started here at present. Nothing is left of this launch.</exception>
    Task<IRunningTask> LaunchAsync(LaunchSpec spec, CancellationToken cancellationToken = default);

    /// <summary>
    /// Finds what an earlier server left behind: tries that still run are adopted, ended ones carry their report, vanished ones are
    /// reported as lost. To be called once, before the first launch.
    /// </summary>
    /// <param name="cancellationToken">Gives up; what was not adopted stays as it is.</param>
    Task<IReadOnlyList<IRunningTask>> RecoverAsync(CancellationToken cancellationToken = default);
}
