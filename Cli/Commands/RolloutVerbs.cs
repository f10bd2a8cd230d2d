using System.CommandLine;
using System.Globalization;
using Orrery.Cli.Terminal;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery dags rollout</c>, <c>promote</c> and <c>rollback</c>.</summary>
internal static class RolloutVerbs
{
    private const string AskedBy = "cli";

    /// <summary>Creates the verbs.</summary>
    public static CliCommand[] Create(CliContext context, RemoteOptions remote) =>
    [
        Rollout(context, remote),
        Promote(context, remote),
        Rollback(context, remote),
    ];

    private static CliCommand Rollout(CliContext context, RemoteOptions remote)
    {
        var dagId = IdArguments.Dag();
        var policy = new RolloutOptions();
        var release = Release("Release that is the candidate from now on. Default: the one there is, or the next that is published");
        return new CliCommand(
            "rollout",
            "Has new releases of a DAG take a share of new runs before they are live; without options: shows how its releases stand.",
            "orrery dags rollout etl --percent 5 --promote-after 20 --rollback-after 2",
            "orrery dags rollout etl --next 3",
            "orrery dags rollout etl --off")
            .With(dagId)
            .With(policy.All)
            .With(release)
            .Does(async (parsed, cancellationToken) =>
            {
                var id = parsed.GetRequiredValue(dagId);
                var client = remote.Connect(parsed).Versions;
                var request = policy.Read(parsed) with { Release = parsed.GetValue(release), RequestedBy = AskedBy };
                if (request == new RolloutRequest { RequestedBy = AskedBy })
                {
                    Show(context, remote.WantsJson(parsed), await client.GetRolloutAsync(id, cancellationToken) ?? throw CliException.Failure($"There is no DAG '{id}'. See: orrery dags list"));
                    return ExitCodes.Success;
                }

                return Answer(context, remote.WantsJson(parsed), await client.SetRolloutAsync(id, request, cancellationToken));
            });
    }

    private static CliCommand Promote(CliContext context, RemoteOptions remote)
    {
        var dagId = IdArguments.Dag();
        var release = Release("Release to make live. Default: the candidate");
        return new CliCommand("promote", "Makes the candidate of a DAG live, or another release of it.", "orrery dags promote etl", "orrery dags promote etl --release 5")
            .With(dagId, release)
            .Does(async (parsed, cancellationToken) => Answer(
                context,
                remote.WantsJson(parsed),
                await remote.Connect(parsed).Versions.PromoteAsync(parsed.GetRequiredValue(dagId), parsed.GetValue(release), AskedBy, cancellationToken)));
    }

    private static CliCommand Rollback(CliContext context, RemoteOptions remote)
    {
        var dagId = IdArguments.Dag();
        var to = new Option<int?>("--to") { Description = "Release to go back to. Default: none while there is a candidate, which is taken back; else the one that was live before", HelpName = "N" };
        return new CliCommand(
            "rollback",
            "Takes the candidate of a DAG back; or goes back to the release that was live before. Publishing the same content again does not undo it.",
            "orrery dags rollback etl",
            "orrery dags rollback etl --to 3")
            .With(dagId, to)
            .Does(async (parsed, cancellationToken) => Answer(
                context,
                remote.WantsJson(parsed),
                await remote.Connect(parsed).Versions.RollbackAsync(parsed.GetRequiredValue(dagId), parsed.GetValue(to), AskedBy, cancellationToken)));
    }

    private static Option<int?> Release(string description) => new("--release") { Description = description, HelpName = "N" };

    private static int Answer(CliContext context, bool asJson, RolloutResult result)
    {
        if (result is not { Outcome.Status: ActionStatus.Done, Rollout: { } rollout })
        {
            throw new CliException(result.Outcome.Status == ActionStatus.Invalid ? ExitCodes.BadInput : ExitCodes.Failure, result.Outcome.Problems);
        }

        Show(context, asJson, rollout);
        return ExitCodes.Success;
    }

    private static void Show(CliContext context, bool asJson, RolloutInfo rollout)
    {
        if (asJson)
        {
            CliJson.Write(context.Terminal, rollout, CliJson.Output.RolloutInfo);
            return;
        }

        FactList.Write(
            context.Terminal,
            ("live", $"release {rollout.Live}"),
            ("previous", rollout.Previous is { } previous ? $"release {previous}" : null),
            ("candidate", rollout.Candidate is { } candidate ? $"release {candidate}, since {Wording.Moment(rollout.CandidateSince)}" : null),
            ("new releases", Policy(rollout)),
            ("promoted", rollout.PromoteAfter is { } successes ? $"after {Wording.Count(successes, "successful run")}" : null),
            ("rolled back", rollout.RollbackAfter is { } failures ? $"after {Wording.Count(failures, "failed run")} in a row" : null),
            ("taken back", rollout.RolledBack is { } taken ? $"release {taken}: {rollout.Because}" : null));
    }

    private static string Policy(RolloutInfo rollout) => rollout switch
    {
        { Percent: { } percent } => string.Create(CultureInfo.InvariantCulture, $"take {percent} % of new runs first"),
        { Next: { } next } => $"take the next {Wording.Count(next, "run")} first",
        _ => "are live at once",
    };
}
