using System.CommandLine;
using Orrery.Cli.Simulation;
using Orrery.Core.DagFiles;
using Orrery.Core.Simulation;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery dags simulate</c>.</summary>
internal static class SimulateCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context, RemoteOptions remote)
    {
        var what = new Argument<string>("DAG|FILE") { Description = "Id of a DAG of the server, or a DAG file with one DAG" };
        var next = new Option<string>("--next") { Description = "How far to look ahead", HelpName = "DURATION", DefaultValueFactory = _ => "24 h" };
        var from = new Option<string?>("--from") { Description = "When to start, in UTC unless it has an offset. Default: now", HelpName = "ISO" };
        var durations = new Option<string?>("--durations") { Description = "YAML or JSON file of durations by task id; they go over recorded ones", HelpName = "FILE" };
        var recorded = new Option<bool>("--recorded") { Description = "With a file: take recorded durations of the server's DAG of that id. With a DAG of the server they are always taken" };
        var slots = new Option<int?>("--slots") { Description = "How many tasks the hosts run at once. Default: no limit", HelpName = "N" };
        return new CliCommand(
                "simulate",
                "Plays the coming schedule on virtual time: what starts when, what waits and why, when each run ends, and the busiest moment. Nothing is run; every task succeeds.",
                "orrery dags simulate etl --next 24h",
                "orrery dags simulate etl.yaml --next '7 days' --durations took.yaml --output json")
            .With(what, next, from, durations, recorded, slots)
            .Does(SimulateAsync);

        async Task<int> SimulateAsync(ParseResult parsed, CancellationToken cancellationToken)
        {
            var name = parsed.GetRequiredValue(what);
            var isFile = File.Exists(context.FullPath(name)) || name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);
            var subject = isFile
                ? await SimulationSubject.FromFileAsync(context.FullPath(name), name, cancellationToken)
                : await SimulationSubject.FromServerAsync(remote.Connect(parsed), name, cancellationToken);
            var took = isFile && !parsed.GetValue(recorded)
                ? new Dictionary<string, TimeSpan>(StringComparer.Ordinal)
                : await RecordedDurations.ReadAsync(remote.Connect(parsed), subject.Dag.DagId, cancellationToken);
            if (parsed.GetValue(durations) is { } file)
            {
                foreach (var (task, duration) in DurationsFile.Read(context.FullPath(file), file, subject.Dag))
                {
                    took[task] = duration;
                }
            }

            // The pools are those of the server, if one is asked at all.
            var pools = isFile && !parsed.GetValue(recorded) ? default : await remote.Connect(parsed).Pools.ListAsync(cancellationToken);
            var result = DagSimulator.Run(new SimulationRequest
            {
                Dag = subject.Dag,
                Last = subject.Last,
                From = From(parsed.GetValue(from)),
                Horizon = Horizon(parsed.GetValue(next)!),
                Durations = took,
                Pools = pools.IsDefault ? null : pools.ToDictionary(p => p.Name, p => p.Slots, StringComparer.Ordinal),
                Slots = parsed.GetValue(slots) is not < 1 ? parsed.GetValue(slots) : throw CliException.BadInput("--slots must be 1 or more."),
            });
            if (remote.WantsJson(parsed))
            {
                CliJson.Write(context.Terminal, result, CliJson.Output.SimulationResult);
            }
            else
            {
                SimulationView.Write(context.Terminal, result);
            }

            return ExitCodes.Success;
        }

        DateTimeOffset From(string? text) => text switch
        {
            null => context.Clock.GetUtcNow(),
            _ when InstantText.TryParse(text, TimeZoneInfo.Utc, out var instant) => instant,
            _ => throw CliException.BadInput($"--from '{text}' is not a date: {InstantText.Examples}"),
        };
    }

    private static TimeSpan Horizon(string text) => DurationText.TryParseFixed(text, out var duration) && duration > TimeSpan.Zero
        ? duration
        : throw CliException.BadInput($"--next '{text}' is not a duration: {DurationText.Examples}");
}
