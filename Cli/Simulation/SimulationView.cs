using Orrery.Cli.Terminal;
using Orrery.Core.Simulation;
using Orrery.Core.States;

namespace Orrery.Cli.Simulation;

/// <summary>Writes what would happen, for people.</summary>
internal static class SimulationView
{
    /// <summary>A table of runs and their tasks, then what is skipped and the busiest moment.</summary>
    public static void Write(CliTerminal terminal, SimulationResult result)
    {
        var table = new TextTable("RUN", "TASK", "START", "END", "TOOK", "STATE", "WAITS FOR");
        foreach (var run in result.Runs)
        {
            table.Add(
                run.RunId,
                "",
                Wording.Moment(run.StartedAt),
                Wording.Moment(run.EndedAt),
                run.EndedAt is { } end ? Wording.Duration(end - run.StartedAt) : "",
                new Cell(run.State.WireName(), Tones.Of(run.State)),
                WaitsOf(run.Waits));
            foreach (var task in run.Tasks)
            {
                table.Add(
                    "",
                    TaskName.Of(task.TaskId, task.MapIndex),
                    Wording.Moment(task.StartedAt),
                    task.StartedAt is null ? "" : Wording.Moment(task.EndedAt),
                    task is { StartedAt: { } from, EndedAt: { } until } ? Wording.Duration(until - from) : "",
                    new Cell(task.State.WireName(), Tones.Of(task.State)),
                    WaitsOf(task.Waits));
            }
        }

        table.Write(terminal, "No run is due.");
        foreach (var tick in result.Skipped)
        {
            terminal.Out.WriteLine($"skipped: {Wording.Moment(tick.RunAfter)} ({tick.Reason}, no catchup)");
        }

        if (result.Busiest is { } peak)
        {
            terminal.Out.WriteLine($"busiest: {Wording.Moment(peak.At)}, {Wording.Count(peak.Tasks, "task")} running in {Wording.Count(peak.Runs, "run")}");
        }

        if (result.IsCutShort)
        {
            terminal.Out.WriteLine($"There are more: the simulation ended after {Wording.Count(result.Runs.Count, "run")}. Give a shorter --next.");
        }
    }

    private static string WaitsOf(IReadOnlyList<SimulatedWait> waits) => string.Join(", ", waits.Select(w => $"{w.Reason} {Wording.Duration(w.Until - w.From)}"));
}
