using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Orrery.Cli.Commands;
using Orrery.Client;
using Orrery.Client.Http;

namespace Orrery.Cli;

/// <summary>The <c>orrery</c> command: its commands, and how errors become messages and exit codes.</summary>
internal static class OrreryCli
{
    /// <summary>Longest time a command may take to end after Ctrl-C or SIGTERM: tasks get 10 s to stop.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(30);

    /// <summary>All commands.</summary>
    public static RootCommand Create(CliContext context)
    {
        var root = new RootCommand("Orrery runs workflows: DAGs of tasks, written in YAML, on one machine or many.");
        Command[] commands =
        [
            UpCommand.Create(context),
            RunCommand.Create(context),
            ValidateCommand.Create(context),
            DagsCommand.Create(context),
            RunsCommand.Create(context),
            TasksCommand.Create(context),
            TriggerCommand.Create(context),
            BackfillCommand.Create(context),
            ClearCommand.Create(context),
            PoolsCommand.Create(context),
            LogsCommand.Create(context),
            AssetsCommand.Create(context),
            ImportErrorsCommand.Create(context),
            BundleCommand.Create(context),
            DeployCommand.Create(context),
            TokenCommand.Create(context),
            UsersCommand.Create(context),
            AuditCommand.Create(context),
            StoreCommand.Create(context),
            SignInCommand.Create(context),
            SchemaCommand.Create(context),
            VersionCommand.Create(context),
            InfoCommand.Create(context),
            ConfigCommand.Create(context),
            JobsCommand.Create(context),
            CompletionCommand.Create(context),
            DoctorCommand.Create(context),
            BenchCommand.Create(context),
        ];
        foreach (var command in commands)
        {
            root.Subcommands.Add(command);
        }

        Completions.Attach(root, context);
        var help = root.Options.OfType<HelpOption>().Single();
        var showHelp = new CliHelp((HelpAction)help.Action!);
        help.Action = showHelp;
        root.SetAction(showHelp.Invoke);
        return root;
    }

    /// <summary>Runs one command line; the answer is the exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CliContext context, CancellationToken cancellationToken = default)
    {
        var parsed = Create(context).Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            return Complain(context, parsed);
        }

        context.Terminal.Format = OutputOption.FormatOf(parsed);
        var configuration = new InvocationConfiguration
        {
            Output = context.Terminal.Out,
            Error = context.Terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TerminationTimeout,
        };
        try
        {
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (CliException e)
        {
            return Complain(context, e.ExitCode, e.Problems);
        }
        catch (Exception e) when (e is OrreryUnavailableException or OrreryApiException)
        {
            return Complain(context, ExitCodes.Failure, [e.Message]);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (IOException e) when (IsBrokenPipe(e))
        {
            // Whoever read the output has seen enough: orrery runs | head
            return ExitCodes.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Complain(context, ExitCodes.Failure, [e.Message]);
        }
    }

    private static int Complain(CliContext context, ParseResult parsed)
    {
        // That a command is missing is only the consequence of one that is not known.
        var errors = parsed.Errors.Select(e => e.Message.ReplaceLineEndings(" ").Replace("\t", "", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        if (parsed.UnmatchedTokens.Count > 0)
        {
            errors.RemoveAll(e => e.StartsWith("Required command", StringComparison.Ordinal));
        }

        var path = string.Join(' ', Path(parsed.CommandResult));
        _ = Complain(context, ExitCodes.BadInput, errors);
        context.Terminal.Error.WriteLine($"See: {path} --help");
        return ExitCodes.BadInput;
    }

    private static int Complain(CliContext context, int exitCode, IReadOnlyList<string> problems)
    {
        foreach (var problem in problems)
        {
            context.Terminal.Error.WriteLine($"orrery: {problem}");
        }

        return exitCode;
    }

    private static Stack<string> Path(System.CommandLine.Parsing.SymbolResult? result)
    {
        var names = new Stack<string>();
        for (; result is not null; result = result.Parent)
        {
            if (result is System.CommandLine.Parsing.CommandResult command)
            {
                names.Push(command.Command is RootCommand ? "orrery" : command.Command.Name);
            }
        }

        return names;
    }

    // EPIPE.
    private static bool IsBrokenPipe(IOException e) => (e.HResult & 0xFFFF) == 32 && !OperatingSystem.IsWindows();
}
