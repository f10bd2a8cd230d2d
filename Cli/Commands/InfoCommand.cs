using System.CommandLine;
using System.Runtime.InteropServices;
using Orrery.Cli.Profiles;
using Orrery.Cli.Terminal;

namespace Orrery.Cli.Commands;

/// <summary>What this command and its machine are, as JSON.</summary>
/// <param name="Version">Version of the product.</param>
/// <param name="Runtime">The .NET it runs on.</param>
/// <param name="OperatingSystem">The operating system.</param>
/// <param name="Processors">Processors this process may use.</param>
/// <param name="Executable">The command.</param>
/// <param name="CurrentFolder">Where it was called.</param>
/// <param name="DataFolder">The data folder that is meant.</param>
/// <param name="ConfigFile">Where profiles are kept.</param>
/// <param name="Server">The server that is meant; null: none.</param>
/// <param name="ServerVersion">Version of that server; null: it does not answer.</param>
internal sealed record InfoAnswer(
    string Version,
    string Runtime,
    string OperatingSystem,
    int Processors,
    string? Executable,
    string CurrentFolder,
    string DataFolder,
    string ConfigFile,
    string? Server,
    string? ServerVersion);

/// <summary><c>orrery info</c>.</summary>
internal static class InfoCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        return new CliCommand("info", "Prints what this command is, where it runs and which server it talks to: for bug reports.", "orrery info", "orrery info --output json")
            .With(remote.All)
            .Does(async (parsed, cancellationToken) =>
            {
                var (server, version) = await AskAsync(remote, parsed, cancellationToken);
                var answer = new InfoAnswer(
                    VersionCommand.Version,
                    RuntimeInformation.FrameworkDescription,
                    $"{RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier})",
                    Environment.ProcessorCount,
                    Environment.ProcessPath,
                    context.CurrentDirectory,
                    context.FullPath(remote.DataFolder(parsed)),
                    ProfileReader.PathOf(context),
                    server,
                    version);
                if (remote.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, answer, CliJson.Output.InfoAnswer);
                    return ExitCodes.Success;
                }

                FactList.Write(
                    context.Terminal,
                    ("version", answer.Version),
                    ("runtime", answer.Runtime),
                    ("system", answer.OperatingSystem),
                    ("processors", $"{answer.Processors}"),
                    ("executable", answer.Executable),
                    ("current folder", answer.CurrentFolder),
                    ("data folder", answer.DataFolder),
                    ("config file", answer.ConfigFile),
                    ("server", answer.Server ?? "none"),
                    ("server version", answer.ServerVersion));
                return ExitCodes.Success;
            });
    }

    private static async Task<(string? Server, string? Version)> AskAsync(RemoteOptions remote, ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            var found = remote.Find(parsed);
            var server = $"{found.Address} (from {found.Source})";
            try
            {
                return (server, (await remote.Connect(parsed).GetHealthAsync(cancellationToken)).Version);
            }
            catch (Exception e) when (e is Client.OrreryUnavailableException or Client.Http.OrreryApiException)
            {
                return (server, null);
            }
        }
        catch (CliException)
        {
            return (null, null);
        }
    }
}
