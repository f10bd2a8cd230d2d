using Orrery.Core.Runs;

namespace Orrery.Core.Reruns;

/// <summary>From tasks to their instances in a run.</summary>
public static class InstanceScope
{
    /// <summary>All instances of these tasks.</summary>
    public static IReadOnlyList<int> Of(RunState state, IEnumerable<int> tasks) =>
        [.. tasks.SelectMany(task => Enumerable.Range(0, state.InstanceCount(task)).Select(place => state.InstanceAt(task, place)))];
}
