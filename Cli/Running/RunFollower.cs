using Orrery.Cli.Terminal;
using Orrery.Client;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Cli.Running;

/// <summary>Follows a run to its end: progress, what failed tasks said last, a line with the result.</summary>
internal sealed class RunFollower(CliContext context, IOrreryClient client, bool json)
{
    private const int MaxFailedLogs = 5;
    private const int LastLines = 20;

    /// <summary>Follows a run; the answer is the exit code.</summary>
    /// <param name="dagId">Id of the DAG.</param>
    /// <param name="runId">Id of the run.</param>
    /// <param name="dataFolder">Where its logs are kept, to be named; null when they are not.</param>
    /// <param name="cancellationToken">Stops the watching, not the run.</param>
    public async Task<int> FollowAsync(string dagId, string runId, string? dataFolder, CancellationToken cancellationToken)
    {
        var terminal = context.Terminal;

        // With JSON the results are for a program, and progress for the person beside it.
        IRunView view = terminal.IsInteractive && !json
            ? new LiveRunView(terminal, context.Clock)
            : new PlainRunView(json ? terminal.Error : terminal.Out, context.Clock);
        var watcher = new RunWatcher(client, view, context.Clock);
        await watcher.WatchAsync(dagId, runId, cancellationToken);
        var run = await client.GetDagRunAsync(dagId, runId, cancellationToken)
            ?? throw CliException.Failure($"Run '{runId}' of DAG '{dagId}' has been deleted while it was watched.");
        if (json)
        {
            CliJson.Write(terminal, RunSummary.Of(watcher.Tracker, run, dataFolder), CliJson.Output.RunSummary);
        }
        else
        {
            await WriteFailuresAsync(watcher.Tracker, cancellationToken);
            WriteResult(watcher.Tracker, run);
        }

        return run.State == DagRunState.Success ? ExitCodes.Success : ExitCodes.Failure;
    }

    private async Task WriteFailuresAsync(RunTracker tracker, CancellationToken cancellationToken)
    {
        var terminal = context.Terminal;
        var failed = tracker.Tasks.Where(t => t.State == TaskInstanceState.Failed).ToList();
        foreach (var task in failed.Take(MaxFailedLogs))
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine(terminal.Paint($"{TaskName.Of(task)} failed in try {task.TryNumber}", Tone.Red) + Failure(task));
            if (task.TryNumber < 1)
            {
                continue;
            }

            var log = new LogAddress(task.DagId, task.DagRunId, task.TaskId, task.TryNumber, task.MapIndex);
            var page = await client.ReadLogAsync(log, -LastLines, LastLines, cancellationToken);
            if (page.TotalLines > page.Lines.Length)
            {
                terminal.Out.WriteLine(terminal.Paint($"  … {page.TotalLines - page.Lines.Length} lines before", Tone.Faint));
            }

            foreach (var line in page.Lines)
            {
                terminal.Out.WriteLine($"  {PlainText.LogLine(line.Text, terminal.UseColor)}");
            }
        }

        if (failed.Count > MaxFailedLogs)
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine($"… and {failed.Count - MaxFailedLogs} more tasks failed.");
        }
    }

    private void WriteResult(RunTracker tracker, DagRunInfo run)
    {
        var counts = string.Join(", ", tracker.Counts().Select(c => $"{c.Count} {c.State.WireName()}"));
        var reason = run.Reason is { } text ? $" ({text})" : "";
        var duration = Wording.Duration(run.StartDate, run.EndDate, context.Clock.GetUtcNow());
        context.Terminal.Out.WriteLine(
            $"{run.DagId}: {context.Terminal.Paint(run.State.WireName(), Tones.Of(run.State))}{reason} in {duration}: {counts}");
    }

    private static string Failure(TaskInstanceInfo task) => task.FailureMessage is { } message ? $": {PlainText.OneLine(message)}" : "";
}
