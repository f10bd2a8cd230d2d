using Orrery.Core.Dags;
using Orrery.Core.States;
using Orrery.Core.Tests.Runs;

namespace Orrery.Simulation.Tests;

/// <summary>What must have come out where nothing went wrong: the reference scheduler gives each run the same outcomes, in an order of its own.</summary>
internal static class Oracle
{
    public static void Compare(Simulation simulation, IReadOnlyDictionary<string, DagDefinition> versions)
    {
        foreach (var run in simulation.Store.Runs)
        {
            var dag = versions[run.Row.Version];
            var reference = Run(dag, run.Row.RunId, (task, tryNumber) => simulation.Scenario.Outcome(dag, run.Row.RunId, task, task, tryNumber), simulation.Time.GetUtcNow());
            var expected = $"{reference.Run} {string.Join(' ', reference.States.Select((s, t) => $"{dag.Tasks[t].TaskId}:{s}/{reference.Tries[t]}"))}";
            var actual = $"{run.Row.State} {string.Join(' ', run.Tasks.Values.Select(t => $"{t.TaskId}:{t.State}/{t.TryNumber}"))}";
            if (actual != expected)
            {
                simulation.Fail($"{run.Name} came out as\n  {actual}\nand by the reference as\n  {expected}");
            }
        }
    }

    private static ReferenceScheduler Run(DagDefinition dag, string runId, Func<int, int, Core.Runs.TaskOutcome> outcome, DateTimeOffset now)
    {
        var reference = new ReferenceScheduler(dag, runId);
        reference.Started();
        while (!reference.Run.IsFinished())
        {
            if (Array.IndexOf(reference.States, TaskInstanceState.Queued) is var queued and >= 0)
            {
                reference.Leased(queued);
            }
            else if (Array.IndexOf(reference.States, TaskInstanceState.Running) is var running and >= 0)
            {
                reference.Finished(running, outcome(running, reference.Tries[running]), now);
            }
            else
            {
                now += TimeSpan.FromDays(1);
                reference.TimePassed(now);
            }
        }

        return reference;
    }
}
