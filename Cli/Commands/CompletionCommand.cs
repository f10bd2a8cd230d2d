using System.CommandLine;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery completion</c>.</summary>
internal static class CompletionCommand
{
    // The command itself says what may follow: it knows its verbs and options, and asks the server for ids.
    private const string Bash = """
        # orrery completion for bash: source <(orrery completion bash), for example in ~/.bashrc
        _orrery_complete() {
            local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}"
            COMPREPLY=($(compgen -W "$(orrery "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _orrery_complete orrery
        """;

    private const string Zsh = """
        #compdef orrery
        # orrery completion for zsh: source <(orrery completion zsh), after compinit in ~/.zshrc
        _orrery() {
            local -a found
            found=("${(@f)$(orrery "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -a found
            _files
        }
        compdef _orrery orrery
        """;

    private const string Fish = """
        # orrery completion for fish: orrery completion fish > ~/.config/fish/completions/orrery.fish
        complete -c orrery -a '(orrery "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var shell = new Argument<string>("SHELL") { Description = "The shell" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        return new CliCommand(
            "completion",
            "Prints a script that lets a shell complete commands, options and ids.",
            "source <(orrery completion bash)",
            "source <(orrery completion zsh)",
            "orrery completion fish > ~/.config/fish/completions/orrery.fish")
            .With(shell)
            .Does((parsed, _) =>
            {
                context.Terminal.Out.WriteLine(parsed.GetRequiredValue(shell) switch { "zsh" => Zsh, "fish" => Fish, _ => Bash });
                return Task.FromResult(ExitCodes.Success);
            });
    }
}
