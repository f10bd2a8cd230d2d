using System.CommandLine;
using Orrery.Cli.Terminal;

namespace Orrery.Cli.Commands;

/// <summary>How a command gets a password: asked for at the terminal, or from standard input; never as an argument, which others on the machine can see.</summary>
internal sealed class PasswordOption
{
    private readonly Option<bool> _stdin = new("--password-stdin") { Description = "Read the password from standard input, its first line, instead of asking for it" };

    /// <summary>The option, for the command that uses it.</summary>
    public Symbol Option => _stdin;

    /// <summary>The password.</summary>
    /// <exception cref="CliException">There is none, or the two that were typed differ.</exception>
    public string Read(ParseResult parsed, CliTerminal terminal)
    {
        if (parsed.GetValue(_stdin))
        {
            return terminal.In.ReadLine() is { Length: > 0 } line ? line : throw CliException.BadInput(["--password-stdin: standard input is empty."]);
        }

        var first = terminal.ReadSecret("Password: ") ?? throw CliException.BadInput(["There is no terminal to ask for the password at: use --password-stdin."]);
        return terminal.ReadSecret("Again: ") == first ? first : throw CliException.BadInput(["The two passwords differ: try again."]);
    }
}
