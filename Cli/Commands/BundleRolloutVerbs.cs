using System.CommandLine;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery bundle rollout</c>, <c>promote</c> and <c>rollback</c>: the same as of one DAG, for all DAGs of a bundle at once.</summary>
internal static class BundleRolloutVerbs
{
    private const string AskedBy = "cli";

    /// <summary>Creates the verbs.</summary>
    public static CliCommand[] Create(CliContext context, RemoteOptions remote) =>
    [
        Rollout(context, remote),
        Change(context, remote, "promote", BundleRolloutAction.Promote, "Makes every candidate of a bundle live."),
        Change(context, remote, "rollback", BundleRolloutAction.RollBack, "Takes every candidate of a bundle back."),
    ];

    private static CliCommand Rollout(CliContext context, RemoteOptions remote)
    {
        var name = Name();
        var policy = new RolloutOptions();
        return new CliCommand(
            "rollout",
            "Has new releases of all DAGs that a bundle has now take a share of new runs before they are live.",
            "orrery bundle rollout reports --percent 10 --rollback-after 2",
            "orrery bundle rollout reports --off")
            .With(name)
            .With(policy.All)
            .Does((parsed, cancellationToken) =>
                ChangeAsync(context, remote, parsed, parsed.GetRequiredValue(name), BundleRolloutAction.Set, policy.Read(parsed) with { RequestedBy = AskedBy }, cancellationToken));
    }

    private static CliCommand Change(CliContext context, RemoteOptions remote, string verb, BundleRolloutAction action, string what)
    {
        var name = Name();
        return new CliCommand(verb, what, $"orrery bundle {verb} reports")
            .With(name)
            .Does((parsed, cancellationToken) =>
                ChangeAsync(context, remote, parsed, parsed.GetRequiredValue(name), action, new RolloutRequest { RequestedBy = AskedBy }, cancellationToken));
    }

    private static Argument<string> Name() => new("NAME") { Description = "Name of the bundle" };

    private static async Task<int> ChangeAsync(
        CliContext context, RemoteOptions remote, ParseResult parsed, string bundle, BundleRolloutAction action, RolloutRequest request, CancellationToken cancellationToken)
    {
        var result = await remote.Connect(parsed).Versions.ChangeBundleAsync(bundle, action, request, cancellationToken);
        if (result.Outcome.Status != ActionStatus.Done)
        {
            throw new CliException(result.Outcome.Status == ActionStatus.Invalid ? ExitCodes.BadInput : ExitCodes.Failure, result.Outcome.Problems);
        }

        if (remote.WantsJson(parsed))
        {
            CliJson.Write(context.Terminal, result, CliJson.Output.BundleRolloutResult);
        }
        else
        {
            context.Terminal.Out.WriteLine($"{Terminal.Wording.Count(result.Changed, "DAG")} of bundle '{bundle}' changed.");
        }

        return ExitCodes.Success;
    }
}
