using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Orrery.Cli.Bench;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery bench</c>.</summary>
internal static class BenchCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var workloads = new Argument<string[]>("WORKLOAD")
        {
            Description = string.Join("; ", Workload.All.Select(w => $"{w.Name}: {w.What}").Append($"{IngestWorkload.Name}: {IngestWorkload.What}")) + ". Default: all but W4",
            Arity = ArgumentArity.ZeroOrMore,
        };
        workloads.AcceptOnlyFromAmong([.. Workload.All.Select(w => w.Name), IngestWorkload.Name]);
        var store = new Option<string?>("--store")
        {
            Description = "PostgreSQL database to measure, which keeps what is written: postgres://user:password@host:port/database. Default: SQLite in a folder that is thrown away",
            HelpName = "ADDRESS",
        };
        var dispatch = new Option<bool>("--dispatch") { Description = "Tasks go through queue, host and report, and do nothing" };
        var process = new Option<bool>("--process") { Description = "Tasks are /bin/true in a process" };
        var inline = new Option<bool>("--inline") { Description = "Empty tasks, whole chains of which are decided in one commit" };
        var history = new Option<long>("--history")
        {
            Description = "First fill the store with this many task instances of finished runs",
            HelpName = "N",
        };
        history.Validators.Add(result => CheckNotNegative(result, "--history"));
        var minutes = new Option<int>("--minutes")
        {
            Description = "Repeat the workload for this long, and show rate and memory over time",
            HelpName = "N",
        };
        minutes.Validators.Add(result => CheckNotNegative(result, "--minutes"));
        var data = new Option<string?>("--data") { Description = "Folder to work in, on the disk to measure; it is kept. Default: a temporary one", HelpName = "FOLDER" };
        var spool = new Option<string?>("--spool") { Description = "Folder of what is written of running processes. Default: as for orrery up", HelpName = "FOLDER" };
        var output = new OutputOption();
        return new CliCommand("bench", "Measures what scheduling costs on this machine, with every commit durable.", "orrery bench", "orrery bench W1 --dispatch --output json", "orrery bench W2 --process --store postgres://orrery@localhost/bench", "orrery bench W2 --minutes 60 --history 3000000")
            .With(workloads, store, dispatch, process, inline, history, minutes, data, spool, output)
            .Does(async (parsed, cancellationToken) =>
            {
                var kind = Kind(parsed.GetValue(dispatch), parsed.GetValue(process), parsed.GetValue(inline));
                var names = parsed.GetValue(workloads) is { Length: > 0 } given ? given : [.. Workload.All.Select(w => w.Name)];
                var kept = parsed.GetValue(data) is { } path ? context.FullPath(path) : null;
                var folder = kept ?? Directory.CreateTempSubdirectory("orrery-bench-").FullName;
                var options = new BenchOptions
                {
                    Folder = folder,
                    Spool = parsed.GetValue(spool) is { } ofProcesses ? context.FullPath(ofProcesses) : null,
                    Store = parsed.GetValue(store),
                    Kind = kind,
                    History = parsed.GetValue(history),
                    Span = parsed.GetValue(minutes) is > 0 and var span ? TimeSpan.FromMinutes(span) : null,
                };
                try
                {
                    var results = new List<BenchResult>();
                    foreach (var workload in Workload.All.Where(w => names.Contains(w.Name)))
                    {
                        var result = await BenchRun.MeasureAsync(workload, options, cancellationToken);
                        results.Add(result);
                        if (output.IsJson(parsed))
                        {
                            context.Terminal.Out.WriteLine(result.ToJson());
                        }
                    }

                    var bundles = new List<IngestResult>();
                    foreach (var workload in names.Contains(IngestWorkload.Name) ? IngestWorkload.All : [])
                    {
                        var result = await IngestRun.MeasureAsync(workload, options, cancellationToken);
                        bundles.Add(result);
                        if (output.IsJson(parsed))
                        {
                            context.Terminal.Out.WriteLine(result.ToJson());
                        }
                    }

                    if (!output.IsJson(parsed))
                    {
                        BenchTables.Write(context.Terminal, results, bundles);
                    }

                    return ExitCodes.Success;
                }
                finally
                {
                    if (kept is null)
                    {
                        Directory.Delete(folder, recursive: true);
                    }
                }
            });
    }

    private static TaskClass Kind(bool dispatch, bool process, bool inline) => (dispatch, process, inline) switch
    {
        (false, false, false) => TaskClass.Empty,
        (true, false, false) => TaskClass.Dispatched,
        (false, true, false) => TaskClass.Process,
        (false, false, true) => TaskClass.Inline,
        _ => throw CliException.BadInput("--dispatch, --process and --inline exclude each other: give one of them."),
    };

    private static void CheckNotNegative(OptionResult result, string name)
    {
        if (result.Tokens is [var token] && long.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number < 0)
        {
            result.AddError($"{name} must not be negative.");
        }
    }
}
