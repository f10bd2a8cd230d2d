using System.CommandLine;

namespace Orrery.Cli;

/// <summary>A command with examples, which its help shows.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does, in one or two sentences.</param>
/// <param name="examples">Command lines people would type.</param>
internal sealed class CliCommand(string name, string description, params IReadOnlyList<string> examples) : Command(name, description)
{
    /// <summary>Command lines people would type.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Adds options, arguments or subcommands, and returns the command.</summary>
    public CliCommand With(params ReadOnlySpan<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Option option:
                    Options.Add(option);
                    break;
                case Argument argument:
                    Arguments.Add(argument);
                    break;
                case Command command:
                    Subcommands.Add(command);
                    break;
                default:
                    throw new ArgumentException($"A command has no place for {symbol}.", nameof(symbols));
            }
        }

        return this;
    }

    /// <summary>Says what the command does, and returns the command.</summary>
    public CliCommand Does(Func<ParseResult, CancellationToken, Task<int>> action)
    {
        SetAction(action);
        return this;
    }
}
