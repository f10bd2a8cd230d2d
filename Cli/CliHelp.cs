using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Orrery.Cli;

/// <summary>The ordinary help, then examples and exit codes.</summary>
internal sealed class CliHelp(HelpAction ordinary) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        _ = ordinary.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is CliCommand { Examples.Count: > 0 } command)
        {
            output.WriteLine("Examples:");
            foreach (var example in command.Examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        output.WriteLine("Exit codes:");
        foreach (var (code, meaning) in ExitCodes.Meanings)
        {
            output.WriteLine($"  {code,-3}  {meaning}");
        }

        return ExitCodes.Success;
    }
}
