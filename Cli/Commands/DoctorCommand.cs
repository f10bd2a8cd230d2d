using System.CommandLine;
using Orrery.Cli.Doctor;
using Orrery.Cli.Terminal;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery doctor</c>.</summary>
internal static class DoctorCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var data = new Option<string>("--data")
        {
            Description = "Data folder a server would use",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => RemoteOptions.DefaultDataFolder,
        };
        var port = new Option<int>("--port") { Description = "Port a server would use", HelpName = "N", DefaultValueFactory = _ => UpCommand.DefaultPort };
        var store = new Option<string?>("--store") { Description = "PostgreSQL database a server would use. Default: a SQLite file in the data folder", HelpName = "ADDRESS" };
        var output = new OutputOption();
        return new CliCommand("doctor", "Checks whether this machine has what a server needs, and says what to fix.", "orrery doctor", "orrery doctor --port 9000 --data /var/lib/orrery", "orrery doctor --store postgres://orrery@db/orrery")
            .With(data, store, port, output)
            .Does(async (parsed, cancellationToken) =>
            {
                var checks = await MachineChecks.RunAsync(context, context.FullPath(parsed.GetValue(data)!), parsed.GetValue(store), parsed.GetValue(port), cancellationToken);
                if (output.IsJson(parsed))
                {
                    CliJson.Write(context.Terminal, checks, CliJson.Output.IEnumerableCheckResult);
                }
                else
                {
                    var table = new TextTable("CHECK", "RESULT", "FOUND", "WHAT TO DO");
                    foreach (var check in checks)
                    {
                        table.Add(check.Name, check switch { { IsFine: true } => new Cell("ok", Tone.Green), { IsNeeded: true } => new Cell("FIX", Tone.Red), _ => new Cell("note", Tone.Yellow) }, check.Detail, check.Remedy);
                    }

                    table.Write(context.Terminal, "");
                }

                return checks.All(c => c.IsFine || !c.IsNeeded) ? ExitCodes.Success : ExitCodes.Failure;
            });
    }
}
