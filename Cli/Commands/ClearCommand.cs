using System.CommandLine;
using Orrery.Grains.Interfaces.Reruns;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery clear</c>.</summary>
internal static class ClearCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        var scope = new RerunOptions();
        var dagId = IdArguments.Dag();
        var runs = new Option<string[]>("--run", "-r") { Description = $"Id of a run, or '{IdArguments.Latest}'; may be given several times. Default: {IdArguments.Latest}", HelpName = "RUN" };
        var from = new Option<string?>("--from") { Description = "Instead of --run: all runs from this logical date on, as in 2026-01-31 or 2026-01-31T06:00Z", HelpName = "DATE" };
        var to = new Option<string?>("--to") { Description = "Instead of --run: all runs up to this logical date", HelpName = "DATE" };
        var tasks = new Option<string[]>("--task", "-t") { Description = "Only this task, or one mapped instance of it as in 'load[3]'; may be given several times. Default: all tasks", HelpName = "TASK" };
        var onlyFailed = new Option<bool>("--only-failed") { Description = "Only tasks that failed or are upstream_failed" };
        var onlyRunning = new Option<bool>("--only-running") { Description = "Only tasks that are running" };
        var preventRunning = new Option<bool>("--prevent-running") { Description = "Clear nothing of a run in which one of the tasks is running" };
        var keepRuns = new Option<bool>("--keep-run-state") { Description = "Do not start runs again that have ended" };
        var latest = new Option<bool>("--latest-version") { Description = "Go over to the live release and its code first; new tasks run too. Default: the release the run was created with" };
        var note = new Option<string?>("--note") { Description = "A note for people on what is cleared", HelpName = "TEXT" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Clear; without it the tasks are only shown" };
        return new CliCommand(
            "clear",
            "Clears tasks, so that they run again.",
            "orrery clear etl --task load --downstream --dry-run",
            "orrery clear etl --run manual__2026-01-01T00:00:00+00:00 --only-failed --yes",
            "orrery clear etl --from 2026-01-01 --to 2026-01-31 --task report --yes")
            .With(dagId, runs, from, to, tasks)
            .With(scope.All)
            .With(onlyFailed, onlyRunning, preventRunning, keepRuns, latest, note, yes)
            .With(remote.All)
            .Does(async (parsed, cancellationToken) =>
            {
                var client = remote.Connect(parsed);
                var dag = parsed.GetRequiredValue(dagId);
                var selection = await SelectAsync(parsed, dag, cancellationToken);
                var isDryRun = scope.IsDryRun(parsed) || !parsed.GetValue(yes);
                var wish = new ClearTasks
                {
                    Tasks = [.. (parsed.GetValue(tasks) ?? []).Select(RerunOptions.Task)],
                    IncludeUpstream = scope.Upstream(parsed),
                    IncludeDownstream = scope.Downstream(parsed),
                    OnlyFailed = parsed.GetValue(onlyFailed),
                    OnlyRunning = parsed.GetValue(onlyRunning),
                    PreventRunning = parsed.GetValue(preventRunning),
                    ResetRun = !parsed.GetValue(keepRuns),
                    IsDryRun = isDryRun,
                    OnLatestVersion = parsed.GetValue(latest),
                    Note = parsed.GetValue(note),
                };
                var result = await client.ClearTasksAsync(dag, selection, wish, cancellationToken);
                RerunOptions.Show(context, remote.WantsJson(parsed), result);
                return isDryRun && !scope.IsDryRun(parsed) && RerunOptions.TasksOf(result).Count > 0
                    ? throw CliException.BadInput("Nothing was cleared yet: add --yes to clear these tasks, or --dry-run to only look.")
                    : ExitCodes.Success;

                async Task<RunSelection> SelectAsync(ParseResult given, string ofDag, CancellationToken cancelled)
                {
                    var named = given.GetValue(runs) ?? [];
                    var (start, end) = (RunInputs.Moment(given.GetValue(from), "--from"), RunInputs.Moment(given.GetValue(to), "--to"));
                    if (start is not null || end is not null)
                    {
                        return named.Length == 0
                            ? new RunSelection { From = start, To = end }
                            : throw CliException.BadInput("--run names runs, --from and --to give a range of them: use one or the other.");
                    }

                    var ids = new List<string>();
                    foreach (var name in named.Length == 0 ? [IdArguments.Latest] : named)
                    {
                        ids.Add((await IdArguments.FindRunAsync(client, ofDag, name, cancelled)).DagRunId);
                    }

                    return scope.Runs(given, [.. ids]);
                }
            });
    }
}
