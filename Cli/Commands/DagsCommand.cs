using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery dags</c>.</summary>
internal static class DagsCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        var search = new Option<string?>("--search") { Description = "Only ids that contain this", HelpName = "TEXT" };
        var list = new CliCommand("list", "Lists DAGs with their schedules and newest runs.", "orrery dags list", "orrery dags list --search etl --output json")
            .With(search)
            .Does(ListAsync);
        var command = new CliCommand("dags", "DAGs of a running server; without a verb: lists them.", "orrery dags", "orrery dags show etl", "orrery dags pause etl")
            .With(remote.All)
            .With(search)
            .With(list, Show(context, remote), TriggerCommand.Create(context, remote), BackfillCreateVerb.OfDag(context, remote), TestVerbs.OfDag(context, remote), StateVerbs.OfRun(context, remote), NextExecution(context, remote), Pause(context, remote, "pause", true), Pause(context, remote, "unpause", false), SimulateCommand.Create(context, remote))
            .With(VersionVerbs.Create(context, remote))
            .With(RolloutVerbs.Create(context, remote))
            .Does(ListAsync);
        command.Aliases.Add("dag");
        return command;

        async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
        {
            var dags = await Pages.AllAsync(remote.Connect(parsed).ListDagsAsync, new ListQuery { Search = parsed.GetValue(search), Limit = 1000 }, int.MaxValue, cancellationToken);
            if (remote.WantsJson(parsed))
            {
                CliJson.Write(context.Terminal, dags, CliJson.Output.IEnumerableDagInfo);
            }
            else
            {
                WriteTable(context.Terminal, dags);
            }

            return ExitCodes.Success;
        }
    }

    private static CliCommand Show(CliContext context, RemoteOptions remote)
    {
        var dagId = IdArguments.Dag();
        var show = new CliCommand("show", "Shows one DAG.", "orrery dags show etl", "orrery dags details etl --output yaml");
        show.Aliases.Add("details");
        return show.With(dagId).Does(async (parsed, cancellationToken) =>
        {
            var id = parsed.GetRequiredValue(dagId);
            var client = remote.Connect(parsed);
            var dag = await client.GetDagAsync(id, cancellationToken) ?? throw CliException.Failure($"There is no DAG '{id}'. See: orrery dags list");
            if (remote.WantsJson(parsed))
            {
                CliJson.Write(context.Terminal, dag, CliJson.Output.DagInfo);
                return ExitCodes.Success;
            }

            FactList.Write(
                context.Terminal,
                ("dag", dag.DagId),
                ("description", dag.Description),
                ("state", State(dag)),
                ("paused because", dag.PauseReason),
                ("schedule", dag.TimetableSummary ?? "only by hand"),
                ("next run", Wording.Moment(dag.NextDagrunRunAfter)),
                ("tasks", $"{dag.TaskCount}"),
                ("owner", dag.Owner),
                ("tags", string.Join(", ", dag.Tags)),
                ("file", $"{dag.BundleName}/{dag.RelativeFileloc}"),
                ("version", $"{dag.LatestVersionNumber} ({dag.Version[..Math.Min(12, dag.Version.Length)]})"),
                ("candidate", Candidate(dag)));
            foreach (var warning in await client.Dags.ListWarningsAsync(id, cancellationToken))
            {
                context.Terminal.Out.WriteLine($"{context.Terminal.Paint(warning.WarningType, Tone.Yellow)}: {PlainText.OneLine(warning.Message)}");
            }

            RunsCommand.WriteTable(context, dag.LatestRuns);
            return ExitCodes.Success;
        });
    }

    private static CliCommand NextExecution(CliContext context, RemoteOptions remote)
    {
        var dagId = IdArguments.Dag();
        var number = new Option<int>("--num", "-n") { Description = "How many runs", HelpName = "N", DefaultValueFactory = _ => 1 };
        number.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && value is < 1 or > 1000)
            {
                result.AddError("--num must be 1 to 1000.");
            }
        });
        return new CliCommand("next-execution", "Shows the next scheduled runs of a DAG.", "orrery dags next-execution etl", "orrery dags next-execution etl --num 5")
            .With(dagId, number)
            .Does(async (parsed, cancellationToken) =>
            {
                var id = parsed.GetRequiredValue(dagId);
                var client = remote.Connect(parsed);
                var dag = await client.GetDagAsync(id, cancellationToken) ?? throw CliException.Failure($"There is no DAG '{id}'. See: orrery dags list");
                var runs = await client.ListNextRunsAsync(id, parsed.GetValue(number), cancellationToken);
                if (remote.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, runs, CliJson.Output.IEnumerableNextRunInfo);
                    return ExitCodes.Success;
                }

                var table = new TextTable("LOGICAL DATE", "DATA INTERVAL START", "DATA INTERVAL END", "RUN AFTER");
                foreach (var run in runs)
                {
                    table.Add(Wording.Moment(run.LogicalDate), Wording.Moment(run.DataIntervalStart), Wording.Moment(run.DataIntervalEnd), Wording.Moment(run.RunAfter));
                }

                table.Write(context.Terminal, $"DAG '{id}' has no further scheduled run.");
                if (dag.IsPaused)
                {
                    context.Terminal.Error.WriteLine($"orrery: DAG '{id}' is paused, so there is none of these until it is resumed: orrery dags unpause {id}");
                }

                return ExitCodes.Success;
            });
    }

    private static CliCommand Pause(CliContext context, RemoteOptions remote, string verb, bool paused)
    {
        var dagId = IdArguments.Dag();
        var what = paused ? "Pauses a DAG: no scheduled runs, and queued runs wait." : "Resumes a paused DAG.";
        return new CliCommand(verb, what, $"orrery dags {verb} etl").With(dagId).Does(async (parsed, cancellationToken) =>
        {
            var id = parsed.GetRequiredValue(dagId);
            remote.Require(await remote.Connect(parsed).SetPausedAsync(id, paused, cancellationToken), $"DAG '{id}' is {(paused ? "paused" : "not paused any more")}.");
            return ExitCodes.Success;
        });
    }

    private static void WriteTable(CliTerminal terminal, IReadOnlyList<DagInfo> dags)
    {
        var table = new TextTable("DAG", "STATE", "SCHEDULE", "NEXT RUN", "TASKS", "RELEASE", "LAST RUN", "BUNDLE");
        foreach (var dag in dags)
        {
            var last = dag.LatestRuns.FirstOrDefault();
            table.Add(
                dag.DagId,
                new Cell(State(dag), dag.IsPaused || !dag.IsActive ? Tone.Faint : Tone.Plain),
                dag.TimetableSummary ?? "-",
                Wording.Moment(dag.NextDagrunRunAfter) is { Length: > 0 } next ? next : "-",
                $"{dag.TaskCount}",
                Releases(dag),
                last is null ? "-" : new Cell(last.State.WireName(), Tones.Of(last.State)),
                dag.BundleName);
        }

        table.Write(terminal, "No DAGs.");
    }

    /// <summary>The live release, and the one that takes a share of new runs before it is.</summary>
    private static Cell Releases(DagInfo dag) => Candidate(dag) is { } candidate ? new Cell($"{dag.LatestVersionNumber}, {candidate}", Tone.Cyan) : $"{dag.LatestVersionNumber}";

    private static string? Candidate(DagInfo dag) => dag switch
    {
        { CandidateVersionNumber: null } => null,
        { CandidatePercent: { } percent } => $"{dag.CandidateVersionNumber} for {percent} %",
        { CandidateNext: { } next } => $"{dag.CandidateVersionNumber} for {next} {(next == 1 ? "run" : "runs")}",
        _ => $"{dag.CandidateVersionNumber}",
    };

    private static string State(DagInfo dag) => !dag.IsActive ? "inactive" : dag.IsPaused ? "paused" : "active";
}
