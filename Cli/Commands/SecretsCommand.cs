using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Orrery.Cli.Terminal;
using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery secrets</c>.</summary>
internal static class SecretsCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        return new CliCommand("secrets", "The keys by which variables and connections are encrypted.", "orrery secrets check", "orrery secrets rotate")
            .With(remote.All)
            .With(Check(context, remote), Rotate(context, remote), NewKey(context));
    }

    private static CliCommand Check(CliContext context, RemoteOptions remote) => new CliCommand(
        "check", "Says which keys there are, which are in use, and what cannot be opened; exit code 1 when something cannot.", "orrery secrets check").Does(async (parsed, cancellationToken) =>
    {
        var report = await remote.Connect(parsed).SecretKeys.CheckAsync(cancellationToken);
        if (remote.WantsJson(parsed))
        {
            CliJson.Write(context.Terminal, report, CliJson.Output.SecretKeyReport);
        }
        else
        {
            context.Terminal.Out.WriteLine($"Keys are from {report.Source}.");
            var table = new TextTable("KEY", "STATE", "VARIABLES", "CONNECTIONS");
            foreach (var key in report.Keys)
            {
                table.Add(key.KeyId, StateOf(key), Number(key.Variables), Number(key.Connections));
            }

            table.Write(context.Terminal, "No keys.");
            foreach (var problem in report.Problems)
            {
                context.Terminal.Out.WriteLine(PlainText.OneLine(problem));
            }
        }

        return report.Problems.IsEmpty && report.Keys.All(k => k.IsPresent) ? ExitCodes.Success : ExitCodes.Failure;
    });

    private static CliCommand Rotate(CliContext context, RemoteOptions remote)
    {
        var keepKey = new Option<bool>("--keep-key") { Description = "Make no new key: only seal anew what is not sealed with the first one" };
        return new CliCommand(
            "rotate", "Makes a new key and seals everything anew with it; older keys stay and still open. May be stopped and started again.", "orrery secrets rotate", "orrery secrets rotate --keep-key")
            .With(keepKey)
            .Does(async (parsed, cancellationToken) =>
            {
                var client = remote.Connect(parsed).SecretKeys;
                var (addKey, resealed) = (!parsed.GetValue(keepKey), 0);
                RotationResult step;
                do
                {
                    step = await client.RotateAsync(addKey, cancellationToken);
                    if (step.Outcome.Status != ActionStatus.Done)
                    {
                        throw CliException.Failure(step.Outcome.Problems);
                    }

                    resealed += step.Resealed;
                    addKey = false;
                }
                while (step.HasMore);

                context.Terminal.Out.WriteLine($"{Wording.Count(resealed, "secret")} sealed anew with the key {step.KeyId}.");
                context.Terminal.Out.WriteLine("'orrery secrets check' says which older keys nothing uses any more. Keep those that backups of the store may need.");
                return ExitCodes.Success;
            });
    }

    private static CliCommand NewKey(CliContext context) =>
        new CliCommand("new-key", "Prints a new key for ORRERY_SECRET_KEYS or a key file. Asks no server.", "orrery secrets new-key").Does((_, _) =>
        {
            context.Terminal.Out.WriteLine(SecretKey.Create(RandomNumberGenerator.Fill).Reveal());
            return Task.FromResult(ExitCodes.Success);
        });

    private static Cell StateOf(SecretKeyInfo key) =>
        !key.IsPresent ? new Cell("missing", Tone.Red)
        : key.Seals ? new Cell("seals", Tone.Green)
        : new Cell(key.IsUnused ? "unused" : "opens", Tone.Plain);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
