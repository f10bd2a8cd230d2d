using System.CommandLine;
using Orrery.Cli.Terminal;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery import-errors</c>.</summary>
internal static class ImportErrorsCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        return new CliCommand("import-errors", "Lists files that cannot be taken as they are; the versions before stay live.", "orrery import-errors")
            .With(remote.All)
            .Does(async (parsed, cancellationToken) =>
            {
                var errors = await remote.Connect(parsed).ListImportErrorsAsync(cancellationToken);
                if (remote.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, errors, CliJson.Output.IEnumerableImportErrorInfo);
                    return ExitCodes.Success;
                }

                foreach (var error in errors)
                {
                    context.Terminal.Out.WriteLine(context.Terminal.Paint($"{error.BundleName}/{error.Filename}", Tone.Bold) + $"  since {Wording.Moment(error.FirstSeen)}");
                    foreach (var line in error.StackTrace.Split('\n'))
                    {
                        context.Terminal.Out.WriteLine($"  {PlainText.OneLine(line)}");
                    }
                }

                if (errors.IsEmpty)
                {
                    context.Terminal.Out.WriteLine("No import errors.");
                }

                return ExitCodes.Success;
            });
    }
}
