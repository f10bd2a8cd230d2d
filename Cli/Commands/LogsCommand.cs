using System.Collections.Immutable;
using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Client;

namespace Orrery.Cli.Commands;

/// <summary>A log as JSON.</summary>
/// <param name="DagId">Id of the DAG.</param>
/// <param name="DagRunId">Id of the run.</param>
/// <param name="TaskId">Id of the task.</param>
/// <param name="TryNumber">Number of the try.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record LogOutput(string DagId, string DagRunId, string TaskId, int TryNumber, ImmutableArray<LogLineOutput> Lines);

/// <summary>A line of a log as JSON.</summary>
/// <param name="Number">Number of the line, from 1.</param>
/// <param name="At">When it was seen.</param>
/// <param name="Source">Where it came from: <c>stdout</c>, <c>stderr</c> or <c>system</c>.</param>
/// <param name="Text">Its text.</param>
internal sealed record LogLineOutput(long Number, DateTimeOffset At, string Source, string Text);

/// <summary><c>orrery logs</c>.</summary>
internal static class LogsCommand
{
    private const int BatchLines = 5000;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        var (dagId, runId, taskId) = (IdArguments.Dag(), IdArguments.Run(), IdArguments.Task());
        var tryNumber = new Option<int?>("--try") { Description = "Number of the try, from 1. Default: the last", HelpName = "N" };
        var mapIndex = new Option<int>("--map-index") { Description = "Index of a mapped task's instance", HelpName = "N", DefaultValueFactory = _ => -1 };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on as the log grows, until the try has ended" };
        return new CliCommand("logs", "Prints the log of a task's try.", "orrery logs etl latest load", "orrery logs etl latest load --follow", "orrery logs etl manual__2026-01-01T00:00:00+00:00 load --try 1")
            .With(dagId, runId, taskId, tryNumber, mapIndex, follow)
            .With(remote.All)
            .Does(async (parsed, cancellationToken) =>
            {
                var client = remote.Connect(parsed);
                var run = await IdArguments.FindRunAsync(client, parsed.GetRequiredValue(dagId), parsed.GetRequiredValue(runId), cancellationToken);
                var task = await IdArguments.FindTaskAsync(client, run, parsed.GetRequiredValue(taskId), parsed.GetValue(mapIndex), cancellationToken);
                var number = parsed.GetValue(tryNumber) ?? Math.Max(task.TryNumber, 1);
                if (number < 1 || number > Math.Max(task.TryNumber, 1))
                {
                    throw CliException.BadInput($"Task '{task.TaskId}' has no try {number}; its last is {task.TryNumber}.");
                }

                var log = new LogAddress(run.DagId, run.DagRunId, task.TaskId, number, task.MapIndex);
                var pages = parsed.GetValue(follow) ? client.FollowLogAsync(log, 1, cancellationToken) : ReadAsync(client, log, cancellationToken);
                return remote.WantsJson(parsed)
                    ? await WriteJsonAsync(context.Terminal, log, pages)
                    : await WriteLinesAsync(context.Terminal, log, pages);
            });
    }

    private static async Task<int> WriteLinesAsync(CliTerminal terminal, LogAddress log, IAsyncEnumerable<LogPage> pages)
    {
        var exists = false;
        await foreach (var page in pages)
        {
            exists |= page.Exists;
            foreach (var line in page.Lines)
            {
                terminal.Out.WriteLine(PlainText.LogLine(line.Text, terminal.UseColor));
            }
        }

        if (!exists)
        {
            throw CliException.Failure($"Try {log.TryNumber} of task '{log.TaskId}' has no log: it has not started, or its log was removed. See: orrery tasks why {log.DagId} {log.RunId} {log.TaskId}");
        }

        return ExitCodes.Success;
    }

    private static async Task<int> WriteJsonAsync(CliTerminal terminal, LogAddress log, IAsyncEnumerable<LogPage> pages)
    {
        var lines = ImmutableArray.CreateBuilder<LogLineOutput>();
        await foreach (var page in pages)
        {
            lines.AddRange(page.Lines.Select(l => new LogLineOutput(l.Number, l.At, l.Source.ToString().ToLowerInvariant(), l.Text)));
        }

        CliJson.Write(terminal, new LogOutput(log.DagId, log.RunId, log.TaskId, log.TryNumber, lines.DrainToImmutable()), CliJson.Output.LogOutput);
        return ExitCodes.Success;
    }

    private static async IAsyncEnumerable<LogPage> ReadAsync(
        IOrreryClient client, LogAddress log, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long next = 1;
        while (true)
        {
            var page = await client.ReadLogAsync(log, next, BatchLines, cancellationToken);
            yield return page;
            if (page.Lines.IsEmpty || page.Lines[^1].Number >= page.TotalLines)
            {
                yield break;
            }

            next = page.Lines[^1].Number + 1;
        }
    }
}
