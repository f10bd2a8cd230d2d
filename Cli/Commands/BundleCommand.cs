using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Grains.Interfaces.Bundles;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery bundle</c>.</summary>
internal static class BundleCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        var name = new Argument<string>("NAME") { Description = "Name of the bundle" };
        var force = new Option<bool>("--force") { Description = "Also read files that look unchanged" };
        var parse = new CliCommand("parse", "Reads what has changed in a bundle and makes it live; returns when that is done. Exit code 2 when a file has errors.", "orrery bundle parse examples", "orrery bundle parse examples --force")
            .With(name, force)
            .Does(async (parsed, cancellationToken) =>
            {
                var report = await remote.Connect(parsed).ParseBundleAsync(parsed.GetRequiredValue(name), parsed.GetValue(force), cancellationToken);
                if (remote.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, report, CliJson.Output.ParseReport);
                }
                else
                {
                    Write(context.Terminal, report);
                }

                return report.Errors.IsEmpty ? ExitCodes.Success : ExitCodes.BadInput;
            });
        return new CliCommand("bundle", "Bundles: folders of DAG files.", "orrery bundle parse examples").With(remote.All).With(parse);
    }

    private static void Write(CliTerminal terminal, ParseReport report)
    {
        terminal.Out.WriteLine($"{Wording.Count(report.FilesSeen, "file")} seen, {report.FilesParsed} read");
        foreach (var dag in report.Published)
        {
            terminal.Out.WriteLine($"{terminal.Paint("live", Tone.Green)}     {dag.DagId} version {dag.Release}");
        }

        foreach (var dagId in report.Deactivated)
        {
            terminal.Out.WriteLine($"{terminal.Paint("removed", Tone.Yellow)}  {dagId}");
        }

        foreach (var error in report.Errors)
        {
            terminal.Out.WriteLine($"{terminal.Paint("error", Tone.Red)}    {PlainText.OneLine(error)}");
        }
    }
}
