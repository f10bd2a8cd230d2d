using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Core.Reruns;

/// <summary>Which tasks are marked when somebody asks for it.</summary>
public static class MarkRule
{
    /// <summary>
    /// Those of the tasks whose state it changes, in the order given. On what is no part of the DAG any more nothing depends: never those.
    /// </summary>
    public static IReadOnlyList<int> Choose(RunState state, IEnumerable<int> tasks, TaskInstanceState mark) =>
        [.. tasks.Where(task => state[task].State != mark && state[task].State != TaskInstanceState.Removed)];
}
