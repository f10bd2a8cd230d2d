using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Reruns;

/// <summary>What a request did in one run: all of it, or nothing.</summary>
[GenerateSerializer, Immutable, Alias("orrery.run_tasks")]
public sealed record RunTasks
{
    /// <summary>What became of it.</summary>
    [Id(0)] public required ActionResult Outcome { get; init; }

    /// <summary>The run as it is now; null when there is none of that name, and over HTTP.</summary>
    [Id(1)] public DagRunInfo? Run { get; init; }

    /// <summary>The tasks it chose, as they are now.</summary>
    [Id(2)] public ImmutableArray<TaskInstanceInfo> Tasks { get; init; } = [];
}

/// <summary>What a request did in several runs.</summary>
[GenerateSerializer, Immutable, Alias("orrery.rerun_result")]
public sealed record RerunResult
{
    /// <summary>Done if it was done in every run; else what is wrong, run by run. Other runs may have been changed.</summary>
    [Id(0)] public required ActionResult Outcome { get; init; }

    /// <summary>What it did in each run, by logical date.</summary>
    [Id(1)] public ImmutableArray<RunTasks> Runs { get; init; } = [];
}
