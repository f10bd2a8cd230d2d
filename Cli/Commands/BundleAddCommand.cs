using System.CommandLine;
using Orrery.Grains.Interfaces.Bundles;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery bundle add</c>.</summary>
internal static class BundleAddCommand
{
    /// <summary>Creates the command.</summary>
    public static CliCommand Create(CliContext context, RemoteOptions remote)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the bundle" };
        var folder = new Option<string?>("--folder") { Description = "Its files are in this folder of the server's machine", HelpName = "PATH" };
        var git = new Option<string?>("--git") { Description = "Its files are in this git repository", HelpName = "URL" };
        var archive = new Option<bool>("--archive") { Description = "Its files are pushed: by 'orrery deploy', or as documents" };
        var reference = new Option<string?>("--ref") { Description = "Branch, tag or commit of the repository. Default: its main branch", HelpName = "REF" };
        var subdirectory = new Option<string?>("--subdir") { Description = "Folder in the repository that is the bundle", HelpName = "PATH" };
        var username = new Option<string?>("--username") { Description = "User name that goes with the token. Default: git", HelpName = "NAME" };
        var tokenEnv = new Option<string?>("--token-env") { Description = "Variable of the server's environment that holds a token for the repository", HelpName = "NAME" };
        var tokenFile = new Option<string?>("--token-file") { Description = "File of the server's machine that holds a token for the repository", HelpName = "PATH" };
        var sshKey = new Option<string?>("--ssh-key") { Description = "File of the server's machine with the private key for the repository", HelpName = "PATH" };
        return new CliCommand(
            "add", "Adds a bundle, or says that its files come from elsewhere now.",
            "orrery bundle add reports --folder /srv/reports", "orrery bundle add reports --git https://example.org/reports.git --ref main --subdir dags", "orrery bundle add editor --archive")
            .With(name, folder, git, archive, reference, subdirectory, username, tokenEnv, tokenFile, sshKey)
            .Does(async (parsed, cancellationToken) =>
            {
                var (path, url, isPushed) = (parsed.GetValue(folder), parsed.GetValue(git), parsed.GetValue(archive));
                if ((path is null ? 0 : 1) + (url is null ? 0 : 1) + (isPushed ? 1 : 0) != 1)
                {
                    throw CliException.BadInput("Say where the files come from: one of --folder PATH, --git URL and --archive.");
                }

                var settings = new BundleSettings
                {
                    Backend = path is not null ? BundleSettings.Folder : url is not null ? BundleSettings.Git : BundleSettings.Archive,
                    Location = path is not null ? context.FullPath(path) : url ?? "",
                    Ref = parsed.GetValue(reference),
                    Subdirectory = parsed.GetValue(subdirectory),
                    Username = parsed.GetValue(username),
                    TokenEnv = parsed.GetValue(tokenEnv),
                    TokenFile = parsed.GetValue(tokenFile),
                    SshKey = parsed.GetValue(sshKey),
                };
                var id = parsed.GetRequiredValue(name);
                var remedy = isPushed ? $"orrery deploy PATH --bundle {id}" : $"orrery bundle refresh {id}";
                remote.Require(await remote.Connect(parsed).Bundles.AddAsync(id, settings, cancellationToken), $"Bundle '{id}' is added. Next: {remedy}");
                return ExitCodes.Success;
            });
    }
}
