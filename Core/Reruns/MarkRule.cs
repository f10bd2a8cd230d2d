using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Core.Reruns;

/// <summary>Which tasks are marked when somebody asks for it.</summary>
public static class MarkRule
{
    /// <summary>
    /// Those of the task instances whose state it changes, in the order given; a removed one never: nothing depends on it.
    /// </summary>
    public static IReadOnlyList<int> Choose(RunState state, IEnumerable<int> instances, TaskInstanceState mark) =>
        [.. instances.Where(instance => state[instance].State != mark && state[instance].State != TaskInstanceState.Removed)];
}
