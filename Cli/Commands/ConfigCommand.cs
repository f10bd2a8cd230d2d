using System.CommandLine;
using Orrery.Cli.Profiles;
using Orrery.Cli.Server;
using Orrery.Cli.Terminal;

namespace Orrery.Cli.Commands;

/// <summary>A setting that is in effect, as JSON.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Value">What it is; null: it has no value.</param>
/// <param name="Source">Who says so.</param>
internal sealed record SettingAnswer(string Name, string? Value, string Source);

/// <summary><c>orrery config</c>: what is in effect for this command, and who says so.</summary>
internal static class ConfigCommand
{
    private const string NotSet = "not set";

    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        var list = new CliCommand("list", "Lists the settings in effect, with who says so.", "orrery config list", "orrery config list --profile prod").Does(ListAsync);
        return new CliCommand("config", "Settings of this command: which server, by which token; without a verb: lists them. Of containers: explain.", "orrery config", "orrery config get-value server")
            .With(remote.All)
            .With(list, GetValue(context, remote), ExplainVerb.Create(context, remote))
            .Does(ListAsync);

        Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
        {
            var settings = Settings(context, remote, parsed);
            if (remote.WantsJson(parsed))
            {
                CliJson.Write(context.Terminal, settings, CliJson.Output.IEnumerableSettingAnswer);
                return Task.FromResult(ExitCodes.Success);
            }

            var table = new TextTable("SETTING", "VALUE", "FROM");
            foreach (var setting in settings)
            {
                table.Add(setting.Name, setting.Value ?? "-", setting.Source);
            }

            table.Write(context.Terminal, "");
            return Task.FromResult(ExitCodes.Success);
        }
    }

    private static CliCommand GetValue(CliContext context, RemoteOptions remote)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the setting" };
        return new CliCommand("get-value", "Prints one setting; exit code 1 when it has no value.", "orrery config get-value server").With(name).Does((parsed, _) =>
        {
            var wanted = parsed.GetRequiredValue(name);
            var settings = Settings(context, remote, parsed);
            var setting = settings.FirstOrDefault(s => s.Name == wanted)
                ?? throw CliException.BadInput($"There is no setting '{wanted}'; there are: {string.Join(", ", settings.Select(s => s.Name))}");
            if (setting.Value is null)
            {
                throw CliException.Failure($"The setting '{wanted}' has no value: {setting.Source}.");
            }

            context.Terminal.Out.WriteLine(setting.Value);
            return Task.FromResult(ExitCodes.Success);
        });
    }

    private static List<SettingAnswer> Settings(CliContext context, RemoteOptions remote, ParseResult parsed)
    {
        var file = ProfileReader.Read(context);
        LocatedServer? found = null;
        var why = NotSet;
        try
        {
            found = remote.Find(parsed);
        }
        catch (CliException e)
        {
            why = e.Problems[0];
        }

        return
        [
            new("server", found?.Address.Url.ToString(), found?.Source ?? why),

            // Where it is, never what it is.
            new("token", found?.TokenSource, found?.TokenSource is null ? NotSet : "read when a command is sent"),
            new("data_folder", context.FullPath(remote.DataFolder(parsed)), remote.IsDataGiven(parsed) ? "--data" : "default"),
            new("config_file", file.Path, file.Exists ? "the file" : "the file does not exist"),
            new("default_profile", file.Default, file.Default is null ? NotSet : file.Path),
            new("profiles", file.Profiles.Count == 0 ? null : ProfileReader.Names(file.Profiles.Keys), file.Exists ? file.Path : NotSet),
            new("colors", context.Terminal.UseColor ? "on" : "off", string.IsNullOrEmpty(context.Environment("NO_COLOR")) ? "whether the output is a screen" : "NO_COLOR"),
        ];
    }
}
