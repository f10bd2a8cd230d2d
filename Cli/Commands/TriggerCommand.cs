using System.CommandLine;
using Orrery.Cli.Running;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Cli.Commands;

/// <summary>A triggered run as JSON.</summary>
/// <param name="DagId">Id of the DAG.</param>
/// <param name="DagRunId">Id of the run.</param>
internal sealed record TriggerAnswer(string DagId, string DagRunId);

/// <summary><c>orrery trigger</c>.</summary>
internal static class TriggerCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        return Create(context, remote).With(remote.All);
    }

    /// <summary>Creates it as a verb of another command.</summary>
    /// <param name="context">The world.</param>
    /// <param name="remote">The options of that command.</param>
    public static CliCommand Create(CliContext context, RemoteOptions remote)
    {
        var inputs = new RunInputs();
        var dag = IdArguments.Dag();
        var runId = new Option<string?>("--run-id") { Description = "Id for the run. Default: made from its date", HelpName = "ID" };
        var intervalStart = new Option<string?>("--interval-start") { Description = "Start of the data interval, in UTC unless it has an offset; together with --interval-end. Default: as the timetable says", HelpName = "ISO" };
        var intervalEnd = new Option<string?>("--interval-end") { Description = "End of the data interval", HelpName = "ISO" };
        var runAfter = new Option<string?>("--run-after") { Description = "Moment before which the run does not start, in UTC unless it has an offset. Default: now", HelpName = "ISO" };
        var release = new Option<int?>("--release") { Description = "Release to run, with its params. Default: the live one, or the candidate if it is this run's turn", HelpName = "N" };
        var note = new Option<string?>("--note") { Description = "A note for people", HelpName = "TEXT" };
        var wait = new Option<bool>("--wait", "-w") { Description = "Show its progress and wait for its end; the exit code is that of the run" };
        return new CliCommand("trigger", "Starts a run of a DAG.", "orrery trigger etl", "orrery trigger etl --param day=2026-01-31 --wait", "orrery trigger etl --conf '{\"limit\": 10}'")
            .With(dag)
            .With(inputs.All)
            .With(runId, intervalStart, intervalEnd, runAfter, release, note, wait)
            .Does(async (parsed, cancellationToken) =>
            {
                var dagId = parsed.GetRequiredValue(dag);
                var request = new TriggerRequest
                {
                    RunId = parsed.GetValue(runId),
                    LogicalDate = inputs.Date(parsed),
                    ConfJson = inputs.Conf(parsed)?.ToJsonString(),
                    IntervalStart = RunInputs.Moment(parsed.GetValue(intervalStart), intervalStart.Name),
                    IntervalEnd = RunInputs.Moment(parsed.GetValue(intervalEnd), intervalEnd.Name),
                    RunAfter = RunInputs.Moment(parsed.GetValue(runAfter), runAfter.Name),
                    Release = parsed.GetValue(release),
                    Note = parsed.GetValue(note),
                    TriggeredBy = "cli",
                };
                var client = remote.Connect(parsed);
                var answer = await client.TriggerAsync(dagId, request, cancellationToken);
                if (answer.RunId is not { } created)
                {
                    throw new CliException(answer.Outcome.Status == ActionStatus.Invalid ? ExitCodes.BadInput : ExitCodes.Failure, answer.Outcome.Problems);
                }

                if (parsed.GetValue(wait))
                {
                    return await new RunFollower(context, client, remote.WantsJson(parsed)).FollowAsync(dagId, created, dataFolder: null, cancellationToken);
                }

                if (remote.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, new TriggerAnswer(dagId, created), CliJson.Output.TriggerAnswer);
                }
                else
                {
                    context.Terminal.Out.WriteLine(created);
                }

                return ExitCodes.Success;
            });
    }
}
