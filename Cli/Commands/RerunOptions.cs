using System.Collections.Immutable;
using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Reruns;

namespace Orrery.Cli.Commands;

/// <summary>What commands that change tasks of several runs have in common.</summary>
internal sealed class RerunOptions
{
    private readonly Option<bool> _upstream = new("--upstream") { Description = "Also everything upstream of the tasks" };
    private readonly Option<bool> _downstream = new("--downstream") { Description = "Also everything downstream of the tasks" };
    private readonly Option<bool> _past = new("--past") { Description = "Also all runs with an earlier logical date" };
    private readonly Option<bool> _future = new("--future") { Description = "Also all runs with a later logical date" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only show the tasks; change nothing" };

    /// <summary>The options.</summary>
    public Symbol[] All => [_upstream, _downstream, _past, _future, _dryRun];

    /// <summary>Whether to reach upstream.</summary>
    public bool Upstream(ParseResult parsed) => parsed.GetValue(_upstream);

    /// <summary>Whether to reach downstream.</summary>
    public bool Downstream(ParseResult parsed) => parsed.GetValue(_downstream);

    /// <summary>Whether to change nothing.</summary>
    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    /// <summary>These runs, with those before and after them that are meant too.</summary>
    public RunSelection Runs(ParseResult parsed, params ImmutableArray<string> runIds) =>
        new() { RunIds = runIds, IncludePast = parsed.GetValue(_past), IncludeFuture = parsed.GetValue(_future) };

    /// <summary>A task as people write it: its id, or <c>id[3]</c> for one mapped instance.</summary>
    public static TaskSelector Task(string text)
    {
        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        return bracket > 0 && text.EndsWith(']') && int.TryParse(text.AsSpan(bracket + 1, text.Length - bracket - 2), out var index)
            ? new TaskSelector(text[..bracket], index)
            : new TaskSelector(text);
    }

    /// <summary>Shows the tasks a request chose.</summary>
    /// <exception cref="CliException">It was refused.</exception>
    public static void Show(CliContext context, bool asJson, RerunResult result)
    {
        if (result.Outcome.Status != ActionStatus.Done)
        {
            throw new CliException(result.Outcome.Status == ActionStatus.Invalid ? ExitCodes.BadInput : ExitCodes.Failure, result.Outcome.Problems);
        }

        var tasks = TasksOf(result);
        if (asJson)
        {
            CliJson.Write(context.Terminal, tasks, CliJson.Output.IEnumerableTaskInstanceInfo);
            return;
        }

        var table = new TextTable("RUN", "TASK", "STATE");
        foreach (var task in tasks)
        {
            table.Add(task.DagRunId, TaskName.Of(task), new Cell(task.State.WireName(), Tones.Of(task.State)));
        }

        table.Write(context.Terminal, "No task is meant.");
    }

    /// <summary>The tasks a request chose, of all runs.</summary>
    public static IReadOnlyList<TaskInstanceInfo> TasksOf(RerunResult result) => [.. result.Runs.SelectMany(r => r.Tasks)];
}
