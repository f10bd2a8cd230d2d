using System.CommandLine;
using Orrery.Client;
using Orrery.Cli.Terminal;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Bundles;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery deploy</c>.</summary>
internal static class DeployCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        var path = new Argument<string>("PATH") { Description = "Folder of the bundle's files", DefaultValueFactory = _ => "." };
        var bundle = new Option<string?>("--bundle", "-b") { Description = "Name of the bundle. Default: that of the folder", HelpName = "NAME" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would change" };
        var partial = new Option<bool>("--partial") { Description = "Take files without errors although others have some" };
        var wait = new Option<bool>("--wait") { Description = "If the server is not there, try again for up to a minute" };
        return new CliCommand(
            "deploy",
            "Sends a folder to a server and makes its DAGs live, all or nothing; returns when they are, and says what changed. Exit code 2 when a file has errors.",
            "orrery deploy", "orrery deploy dags/ --bundle reports --dry-run", "orrery deploy dags/ --bundle reports --wait --server https://orrery.example.org")
            .With(remote.All)
            .With(path, bundle, dryRun, partial, wait)
            .Does(async (parsed, cancellationToken) =>
            {
                var folder = Path.TrimEndingDirectorySeparator(context.FullPath(parsed.GetValue(path)!));
                var name = parsed.GetValue(bundle) ?? Path.GetFileName(folder);
                if (Ids.Problem(IdKind.Name, name) is { } problem)
                {
                    throw CliException.BadInput($"{problem} Name the bundle with --bundle.");
                }

                var deploy = new Deploy
                {
                    Archive = await BundlePacker.PackAsync(folder, cancellationToken),
                    DryRun = parsed.GetValue(dryRun),
                    Partial = parsed.GetValue(partial),
                };
                var report = await DeployAsync(context, () => remote.Connect(parsed), name, deploy, parsed.GetValue(wait), cancellationToken);
                return ReportView.Write(context.Terminal, report, remote.WantsJson(parsed));
            });
    }

    private static async Task<ParseReport> DeployAsync(
        CliContext context, Func<IOrreryClient> connect, string name, Deploy deploy, bool waits, CancellationToken cancellationToken)
    {
        // The same deploy again changes nothing, so it may be tried again also when nothing is known of the first.
        var began = context.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await connect().Bundles.DeployAsync(name, deploy, cancellationToken);
            }
            catch (Exception e) when (waits && e is OrreryUnavailableException or CliException { ExitCode: ExitCodes.Failure } && context.Clock.GetElapsedTime(began) < Patience)
            {
                context.Terminal.Error.WriteLine($"orrery: {PlainText.OneLine(e.Message)} Trying again.");
                await Task.Delay(Pause, context.Clock, cancellationToken);
            }
        }
    }
}
