using System.Diagnostics;
using System.Globalization;
using System.Text;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Bench;

/// <summary>Every decision of one run, without grains and store.</summary>
/// <param name="Shape"><c>chain</c>: one task below the other; <c>wide</c>: all side by side between a first and a last.</param>
/// <param name="Tasks">How many tasks.</param>
/// <param name="CompileMilliseconds">Compiling the plan.</param>
/// <param name="RunMilliseconds">Deciding every start, lease and end, and applying them.</param>
/// <param name="NanosecondsPerTask">The run, by task.</param>
/// <param name="BytesPerTask">Memory allocated in the run, by task.</param>
internal sealed record RunsResult(string Shape, int Tasks, double CompileMilliseconds, double RunMilliseconds, double NanosecondsPerTask, double BytesPerTask);

/// <summary>Results, and where.</summary>
internal sealed record RunsReport(Machine Machine, IReadOnlyList<RunsResult> Results);

/// <summary>How the time of a run's decisions grows with its tasks.</summary>
internal static class Runs
{
    private const int Repetitions = 5;

    /// <summary>The best of some runs, after one to warm up.</summary>
    public static RunsResult Measure(string shape, int tasks)
    {
        var dag = new DagDefinition { DagId = "bench", MaxActiveTasks = 1_000_000, Tasks = shape == "chain" ? Chain(tasks) : Wide(tasks) };
        return Enumerable.Range(0, Repetitions + 1).Select(_ => Once(shape, dag)).Skip(1).MinBy(r => r.RunMilliseconds)!;
    }

    private static RunsResult Once(string shape, DagDefinition dag)
    {
        var started = Stopwatch.GetTimestamp();
        var plan = RunPlan.Compile(dag);
        var compiled = Stopwatch.GetElapsedTime(started);
        var memory = GC.GetAllocatedBytesForCurrentThread();
        started = Stopwatch.GetTimestamp();
        Drive(RunState.Create(plan, "r", DateTimeOffset.UnixEpoch));
        var ran = Stopwatch.GetElapsedTime(started);
        memory = GC.GetAllocatedBytesForCurrentThread() - memory;
        return new RunsResult(
            shape, plan.Count, Math.Round(compiled.TotalMilliseconds, 2), Math.Round(ran.TotalMilliseconds, 2),
            Math.Round(ran.TotalNanoseconds / plan.Count, 1), Math.Round((double)memory / plan.Count, 1));
    }

    private static void Drive(RunState state)
    {
        var machine = new RunMachine();
        var offers = new Queue<RunEffect.Offer>();
        var leases = 0;
        Send(new RunEvent.Started());
        while (offers.TryDequeue(out var offer))
        {
            var lease = new Lease(new Guid(++leases, 0, 0, new byte[8]), "host");
            Send(new RunEvent.LeaseRequested(offer.Instance, offer.TryNumber, lease));
            Send(new RunEvent.Finished(offer.Instance, lease.Id, new TaskOutcome.Success()));
        }

        if (state.Run.State != DagRunState.Success)
        {
            throw new InvalidOperationException($"The run ended as {state.Run.State.WireName()}.");
        }

        void Send(RunEvent e)
        {
            var decision = machine.Decide(state, e, DateTimeOffset.UnixEpoch);
            state.Apply(decision);
            foreach (var effect in decision.Effects)
            {
                if (effect is RunEffect.Offer offer)
                {
                    offers.Enqueue(offer);
                }
            }
        }
    }

    private static List<TaskDefinition> Chain(int tasks) =>
        [.. Enumerable.Range(0, tasks).Select(t => DecisionBenchmarks.Task(t, t == 0 ? [] : [DecisionBenchmarks.Name(t - 1)]))];

    private static List<TaskDefinition> Wide(int tasks) =>
    [
        DecisionBenchmarks.Task(0),
        .. Enumerable.Range(1, tasks - 2).Select(t => DecisionBenchmarks.Task(t, DecisionBenchmarks.Name(0))),
        DecisionBenchmarks.Task(tasks - 1, [.. Enumerable.Range(1, tasks - 2).Select(DecisionBenchmarks.Name)]),
    ];
}

/// <summary>Results as a table.</summary>
internal static class RunsTable
{
    /// <summary>The table, in Markdown.</summary>
    public static string Of(RunsReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Machine.Os}, {report.Machine.Processor}, {report.Machine.Cores} cores, {report.Machine.Runtime}");
        text.Append("\n| shape | tasks | compile ms | run ms | ns/task | bytes/task |\n|---|---|---|---|---|---|\n");
        foreach (var r in report.Results)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {r.Shape} | {r.Tasks} | {r.CompileMilliseconds} | {r.RunMilliseconds} | {r.NanosecondsPerTask} | {r.BytesPerTask} |");
        }

        return text.ToString();
    }
}
