using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Cli.Validation;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery validate</c>.</summary>
internal static class ValidateCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var paths = new Argument<string[]>("PATH") { Description = "DAG files, or folders of them", Arity = ArgumentArity.OneOrMore };
        var output = new OutputOption();
        return new CliCommand("validate", "Checks DAG files and says everything that is wrong, with place and remedy. Exit code 2 when anything is.", "orrery validate etl.yaml", "orrery validate dags/ --output json")
            .With(paths, output)
            .Does(async (parsed, cancellationToken) =>
            {
                var report = await new Validator(context).CheckAsync(parsed.GetRequiredValue(paths), cancellationToken);
                if (output.IsJson(parsed))
                {
                    CliJson.Write(context.Terminal, report, CliJson.Output.ValidationReport);
                }
                else
                {
                    Write(context.Terminal, report);
                }

                return report.IsValid ? ExitCodes.Success : ExitCodes.BadInput;
            });
    }

    private static void Write(CliTerminal terminal, ValidationReport report)
    {
        foreach (var file in report.Files)
        {
            foreach (var error in file.Errors)
            {
                terminal.Out.WriteLine($"{terminal.Paint("error:", Tone.Red)} {PlainText.OneLine(error.Text)}");
                foreach (var line in error.Trace?.Split('\n') ?? [])
                {
                    terminal.Out.WriteLine($"    {PlainText.OneLine(line)}");
                }
            }

            foreach (var warning in file.Warnings)
            {
                terminal.Out.WriteLine($"{terminal.Paint("warning:", Tone.Yellow)} {PlainText.OneLine(warning.Text)}");
            }
        }

        var errors = report.Files.Sum(f => f.Errors.Length);
        terminal.Out.WriteLine(
            $"{Wording.Count(report.Files.Length, "file")}, {Wording.Count(report.Files.Sum(f => f.Dags.Length), "DAG")}, "
            + (errors == 0 ? "no errors" : Wording.Count(errors, "error")));
    }
}
