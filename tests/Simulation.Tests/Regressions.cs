namespace Orrery.Simulation.Tests;

/// <summary>Seeds that failed once. They are run for ever; a change of what scenarios draw makes them ordinary seeds.</summary>
internal static class Regressions
{
    /// <summary>The seeds.</summary>
    public static IReadOnlyList<int> Seeds { get; } =
    [
        // A host that joined anew was given work for a request of its last session, which nobody waited for: the task ran nowhere for ever.
        322,

        // A try was taken back and offered again while the queue still held its last offering as taken; settling that one lost both.
        656,

        // The scope of an activation was disposed while effects that outlive it still had to reach other grains.
        1363, 1375,

        // The simulated people resumed a DAG before the last wish to pause it had arrived.
        959, 2485, 2591,
    ];
}
