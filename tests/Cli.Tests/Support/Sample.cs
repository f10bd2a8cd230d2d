using System.Collections.Immutable;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Cli.Tests.Support;

/// <summary>DAGs, runs and tasks to show.</summary>
internal static class Sample
{
    public const string RunId = "manual__2026-01-01T00:00:00+00:00";

    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static DagInfo Dag(string id) => new() { DagId = id, BundleName = "examples", RelativeFileloc = $"{id}.yaml", Version = new string('a', 64), TaskCount = 2 };

    public static DagRunInfo Run(DagRunState state = DagRunState.Success, string dagId = "etl") => new()
    {
        DagId = dagId,
        DagRunId = RunId,
        State = state,
        RunType = DagRunType.Manual,
        RunAfter = Start,
        LogicalDate = Start,
        StartDate = Start,
        EndDate = state.IsFinished() ? Start.AddSeconds(5) : null,
        Version = new string('a', 64),
    };

    public static TaskInstanceInfo Task(string id, TaskInstanceState state, int ordinal = 0, int tries = 1, string? failure = null) => new()
    {
        DagId = "etl",
        DagRunId = RunId,
        TaskId = id,
        Ordinal = ordinal,
        State = state,
        TryNumber = tries,
        StartDate = tries > 0 ? Start : null,
        EndDate = state.IsFinished() && tries > 0 ? Start.AddSeconds(2) : null,
        FailureMessage = failure,
    };

    public static RunUpdate Update(DagRunState state, params ImmutableArray<TaskInstanceInfo> tasks) =>
        new() { Sequence = 1, IsSnapshot = false, Run = Run(state), Tasks = tasks };
}
