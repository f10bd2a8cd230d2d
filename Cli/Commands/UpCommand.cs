using System.CommandLine;
using Orrery.Cli.Server;
using Orrery.Cli.Terminal;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery up</c>.</summary>
internal static class UpCommand
{
    /// <summary>Port unless told otherwise.</summary>
    public const int DefaultPort = 7788;

    private const string DefaultBundle = "examples";
    private const int MaxListed = 20;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var bundles = new Option<string[]>("--bundle", "-b")
        {
            Description = $"Folder of DAG files; may be given several times. Default: {DefaultBundle}/ if there is one, else the current folder",
            HelpName = "PATH",
        };
        var data = new Option<string>("--data")
        {
            Description = "Folder for everything the server keeps",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => RemoteOptions.DefaultDataFolder,
        };
        var store = new Option<string?>("--store")
        {
            Description = "PostgreSQL database to keep everything in: postgres://user:password@host:port/database. Default: a SQLite file in the data folder",
            HelpName = "ADDRESS",
        };
        var retention = new Option<string?>("--retention")
        {
            Description = "How long runs that have ended are kept, with their logs, and the audit and events of assets: '90d'. Default: for ever",
            HelpName = "DURATION",
        };
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1; 0: any that is free", HelpName = "N", DefaultValueFactory = _ => DefaultPort };
        port.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var number) && number is < 0 or > 65535)
            {
                result.AddError("--port must be 0 to 65535.");
            }
        });
        var network = new NetworkOptions(context);
        var plugins = new Option<string[]>("--plugin")
        {
            Description = "Assembly (.dll) with bundle parsers of your own; may be given several times. What is in it runs with the rights of the server",
            HelpName = "PATH",
        };
        var secrets = new SecretOptions();
        var spool = new Option<string?>("--spool")
        {
            Description = "Folder of what is written of running processes, this server's alone; fastest in memory. Default: in /dev/shm for root, if there is room, else in the data folder",
            HelpName = "FOLDER",
        };
        var logArchive = new Option<string?>("--log-archive")
        {
            Description = "Folder into which logs of tasks are brought, such as one that all servers mount. Default: they stay on the machine that ran the task",
            HelpName = "FOLDER",
        };
        var noDashboard = new Option<bool>("--no-dashboard") { Description = "Serve only the API" };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Log what the server does, not only warnings, to standard error" };
        var telemetry = new TelemetryCliOptions();
        return new CliCommand("up", "Starts a server with its dashboard, and runs until Ctrl-C.", "orrery up", "orrery up --bundle dags/ --bundle ../reports/dags", "orrery up --port 0 --data /var/lib/orrery --no-dashboard", "orrery up --store postgres://orrery@db/orrery --retention 90d")
            .With(bundles, data, store, retention, logArchive, spool, port, plugins, noDashboard, verbose)
            .With(telemetry.All)
            .With(secrets.All)
            .With(network.All)
            .Does(async (parsed, cancellationToken) =>
            {
                var settings = network.Apply(parsed, new ServerSettings
                {
                    DataFolder = context.FullPath(parsed.GetValue(data)!),
                    Store = parsed.GetValue(store),
                    Bundles = NameBundles(context, parsed.GetValue(bundles) ?? []),
                    Plugins = [.. (parsed.GetValue(plugins) ?? []).Select(context.FullPath)],
                    Retention = Durations.Parse(parsed.GetValue(retention), "--retention"),
                    Spool = parsed.GetValue(spool) is { } ofProcesses ? context.FullPath(ofProcesses) : null,
                    LogArchive = parsed.GetValue(logArchive) is { } folder ? context.FullPath(folder) : null,
                    Port = parsed.GetValue(port),
                    Secrets = secrets.Read(context, parsed),
                    Dashboard = !parsed.GetValue(noDashboard),
                    IsVerbose = parsed.GetValue(verbose),
                    LogsJson = telemetry.WantsJsonLog(parsed),
                    Telemetry = telemetry.Read(parsed, context.Environment),
                    Holder = "orrery up",
                });
                await using var server = await context.Starter.StartAsync(settings, cancellationToken);
                await AnnounceAsync(context.Terminal, server, settings, cancellationToken);
                await server.WaitForShutdownAsync(cancellationToken);
                if (server.WasReplaced)
                {
                    throw CliException.Failure("Another server has taken the store over; this one stops. Running tasks go on and report to the other.");
                }

                context.Terminal.Out.WriteLine("Stopping; running tasks go on, and the next start takes them over.");
                return ExitCodes.Success;
            });
    }

    /// <summary>Bundles by name: the name of the folder.</summary>
    private static Dictionary<string, string> NameBundles(CliContext context, string[] paths)
    {
        if (paths.Length == 0)
        {
            paths = [Directory.Exists(context.FullPath(DefaultBundle)) ? DefaultBundle : "."];
        }

        var bundles = new Dictionary<string, string>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var path in paths)
        {
            var full = Path.TrimEndingDirectorySeparator(context.FullPath(path));
            var name = Path.GetFileName(full);
            if (File.Exists(full))
            {
                problems.Add($"--bundle '{path}' is a file; a bundle is a folder. To run one file: orrery run {path}");
            }
            else if (!Directory.Exists(full))
            {
                problems.Add($"--bundle '{path}': there is no such folder.");
            }
            else if (!bundles.TryAdd(name, full) && bundles[name] != full)
            {
                problems.Add($"--bundle '{path}' and '{bundles[name]}' are both called '{name}', and a bundle's name is that of its folder: rename one.");
            }
        }

        return problems.Count == 0 ? bundles : throw CliException.BadInput(problems);
    }

    private static async Task AnnounceAsync(CliTerminal terminal, IRunningServer server, ServerSettings settings, CancellationToken cancellationToken)
    {
        var dags = await Pages.AllAsync(server.Client.ListDagsAsync, new ListQuery { Limit = 1000 }, int.MaxValue, cancellationToken);
        var active = dags.Where(d => d.IsActive).ToList();
        terminal.Out.WriteLine(terminal.Paint($"Orrery {VersionCommand.Version} is up at {server.Url}", Tone.Bold));
        terminal.Out.WriteLine($"  data     {settings.DataFolder}");
        foreach (var (name, path) in settings.Bundles)
        {
            terminal.Out.WriteLine($"  bundle   {name}: {Wording.Count(active.Count(d => d.BundleName == name), "DAG")} from {path}");
        }

        if (active.Count > 0)
        {
            var more = active.Count > MaxListed ? $" and {active.Count - MaxListed} more" : "";
            terminal.Out.WriteLine($"  DAGs     {string.Join(", ", active.Take(MaxListed).Select(d => d.DagId))}{more}");
        }

        var errors = server.Bundles.SelectMany(b => b.Value.Errors.Select(e => $"{b.Key}: {e}")).ToList();
        foreach (var error in errors.Take(MaxListed))
        {
            terminal.Out.WriteLine($"  {terminal.Paint("error", Tone.Red)}    {PlainText.OneLine(error)}");
        }

        if (errors.Count > MaxListed)
        {
            terminal.Out.WriteLine($"           … and {errors.Count - MaxListed} more errors: orrery import-errors");
        }

        if (server.SignInLink is { } link)
        {
            terminal.Out.WriteLine($"  sign in  {link.AbsoluteUri}  (works once; 'orrery sign-in' makes another)");
        }

        terminal.Out.WriteLine("Ctrl-C stops the server.");
    }
}
