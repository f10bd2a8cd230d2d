using System.CommandLine;
using System.CommandLine.Parsing;
using Orrery.Cli.Output;

namespace Orrery.Cli.Commands;

/// <summary><c>--output table|json|yaml|name</c>.</summary>
internal sealed class OutputOption : Option<string>
{
    private static readonly string[] Names = [.. Enum.GetNames<OutputFormat>().Select(n => n.ToLowerInvariant())];

    /// <summary>Creates the option.</summary>
    public OutputOption()
        : base("--output", "-o")
    {
        Description = "How to write the result";
        DefaultValueFactory = _ => Names[0];
        this.AcceptOnlyFromAmong(Names);
    }

    /// <summary>How the command that was given is to write its result.</summary>
    public static OutputFormat FormatOf(ParseResult parsed)
    {
        for (SymbolResult? result = parsed.CommandResult; result is not null; result = result.Parent)
        {
            if (result is CommandResult { Command: var command } && command.Options.OfType<OutputOption>().FirstOrDefault() is { } option)
            {
                return Enum.Parse<OutputFormat>(parsed.GetValue(option)!, ignoreCase: true);
            }
        }

        return OutputFormat.Table;
    }

    /// <summary>Whether a document is wanted, in whichever form, rather than a table; <see cref="CliJson.Write"/> writes it.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(this) != Names[0];
}
