namespace Orrery.Core.Runs;

/// <summary>The state machine of a run: pure functions of a state, an event and the time. Safe for concurrent use on different runs.</summary>
public sealed class RunMachine
{
    private readonly RunMachineOptions _options;

    /// <summary>Builds a machine.</summary>
    /// <param name="options">Its options; null for the defaults.</param>
    public RunMachine(RunMachineOptions? options = null) => _options = options ?? new RunMachineOptions();

    /// <summary>What the event leads to. Does not change the state: <see cref="RunState.Apply"/> does.</summary>
    /// <param name="state">The state of the run.</param>
    /// <param name="e">What happened.</param>
    /// <param name="now">The time of deciding; the only clock there is.</param>
    public Decision Decide(RunState state, RunEvent e, DateTimeOffset now) =>
        throw new NotSupportedException(nameof(_options));

    /// <summary>The effects that may not have been carried out before the run was loaded; carrying them out again is harmless.</summary>
    /// <param name="state">The state as loaded.</param>
    /// <param name="now">The time.</param>
    public IReadOnlyList<RunEffect> Recover(RunState state, DateTimeOffset now) => throw new NotSupportedException(nameof(_options));
}
