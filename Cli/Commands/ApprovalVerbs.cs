using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Core.Dags;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery tasks approvals|approve|reject|answer</c>.</summary>
internal static class ApprovalVerbs
{
    /// <summary>Creates the verbs.</summary>
    public static Command[] Create(CliContext context, RemoteOptions remote) =>
    [
        List(context, remote),
        Answer(remote, "approve", "Approves: the run goes on.", TaskAction.Approval.Approve),
        Answer(remote, "reject", "Rejects: what is downstream is skipped, or the task fails, as its DAG says.", TaskAction.Approval.Reject),
        Answer(remote, "answer", "Answers an approval that has options of its own.", option: null),
    ];

    private static CliCommand List(CliContext context, RemoteOptions remote) =>
        new CliCommand("approvals", "Lists what waits for an answer in any run, the longest first.", "orrery tasks approvals").Does(async (parsed, cancellationToken) =>
        {
            var open = await remote.Connect(parsed).ListApprovalsAsync(new ApprovalQuery { Limit = 1_000 }, cancellationToken);
            if (remote.WantsJson(parsed))
            {
                CliJson.Write(context.Terminal, open, CliJson.Output.IEnumerableApprovalInfo);
                return ExitCodes.Success;
            }

            var table = new TextTable("DAG", "RUN", "TASK", "SUBJECT", "OPTIONS", "FOR", "ASKED");
            foreach (var approval in open)
            {
                var task = approval.MapIndex < 0 ? approval.TaskId : $"{approval.TaskId}[{approval.MapIndex}]";
                table.Add(
                    approval.DagId, approval.DagRunId, task, approval.Subject, string.Join(", ", approval.Options),
                    approval.AssignedUsers.IsEmpty ? "anybody" : string.Join(", ", approval.AssignedUsers), Wording.Moment(approval.CreatedAt));
            }

            table.Write(context.Terminal, "Nothing waits for an answer.");
            return ExitCodes.Success;
        });

    private static CliCommand Answer(RemoteOptions remote, string verb, string what, string? option)
    {
        var (dagId, runId, taskId) = (IdArguments.Dag(), IdArguments.Run(), IdArguments.Task());
        var options = new Argument<string[]>("OPTION") { Description = "What is answered; several if the task allows it", Arity = ArgumentArity.OneOrMore };
        var mapIndex = new Option<int>("--map-index") { Description = "Which instance of a mapped task", DefaultValueFactory = _ => -1 };
        var command = new CliCommand(verb, what, $"orrery tasks {verb} etl latest release{(option is null ? " Staging" : "")}").With(dagId, runId, taskId).With(mapIndex);
        return (option is null ? command.With(options) : command).Does(async (parsed, cancellationToken) =>
        {
            var client = remote.Connect(parsed);
            var run = await IdArguments.FindRunAsync(client, parsed.GetRequiredValue(dagId), parsed.GetRequiredValue(runId), cancellationToken);
            var answer = new ApprovalAnswer
            {
                TaskId = parsed.GetRequiredValue(taskId),
                MapIndex = parsed.GetValue(mapIndex),
                ChosenOptions = option is null ? [.. parsed.GetRequiredValue(options)] : [option],
            };
            remote.Require(
                await client.AnswerAsync(run.DagId, run.DagRunId, answer, cancellationToken),
                $"Task '{answer.TaskId}' was answered: {string.Join(", ", answer.ChosenOptions)}.");
            return ExitCodes.Success;
        });
    }
}
