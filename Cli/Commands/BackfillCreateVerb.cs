using System.CommandLine;
using System.Globalization;
using Orrery.Cli.Terminal;
using Orrery.Core.Backfills;
using Orrery.Core.DagFiles;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery backfill create</c>, and <c>orrery dags backfill</c>, which is the same by the names that Airflow 2 gave it.</summary>
internal sealed class BackfillCreateVerb
{
    private readonly CliContext _context;
    private readonly RemoteOptions _remote;
    private readonly Argument<string> _dagId = IdArguments.Dag();
    private readonly RunInputs _inputs = new();
    private readonly Option<string> _from;
    private readonly Option<string> _to;
    private readonly Option<bool> _reverse;
    private readonly Option<string> _reprocess;
    private readonly Option<bool> _dryRun;
    private readonly Option<bool> _rerunFailed = new("--rerun-failed-tasks") { Description = "Run dates whose run failed again, as --reprocess failed" };
    private readonly Option<bool> _reset = new("--reset-dagruns") { Description = "Run all dates that have a finished run again, as --reprocess completed" };

    private readonly Option<int> _limit = new("--max-active-runs")
    {
        Description = "How many of its runs may be running at once",
        HelpName = "N",
        DefaultValueFactory = _ => BackfillRequest.DefaultMaxActiveRuns,
    };

    private BackfillCreateVerb(CliContext context, RemoteOptions remote, string[] from, string[] to, string[] reverse, string[] reprocess, string[] dryRun)
    {
        (_context, _remote) = (context, remote);
        _from = new Option<string>("--from", from) { Description = "First date, in UTC unless it has an offset", HelpName = "ISO", Required = true };
        _to = new Option<string>("--to", to) { Description = "Last date, inclusive, in UTC unless it has an offset", HelpName = "ISO", Required = true };
        _reverse = new Option<bool>("--reverse", reverse) { Description = "Begin with the newest date" };
        _reprocess = new Option<string>("--reprocess", reprocess)
        {
            Description = "Which dates that have a finished run are run again",
            HelpName = "WHICH",
            DefaultValueFactory = _ => ReprocessBehavior.None.WireName(),
        };
        _reprocess.AcceptOnlyFromAmong([.. ReprocessBehaviors.All]);
        _dryRun = new Option<bool>("--dry-run", dryRun) { Description = "Only list the dates and what would be done about each" };
    }

    /// <summary><c>orrery backfill create</c>.</summary>
    public static CliCommand Create(CliContext context, RemoteOptions remote)
    {
        var verb = new BackfillCreateVerb(context, remote, ["--from-date"], ["--to-date"], ["--run-backwards"], ["--reprocess-behavior"], []);
        return verb.With(new CliCommand(
            "create",
            "Makes runs of a DAG for the dates of its schedule in a range that has passed.",
            "orrery backfill create etl --from 2026-01-01 --to 2026-01-31 --dry-run",
            "orrery backfill create etl --from 2026-01-01 --to 2026-01-31 --reprocess failed --max-active-runs 3"));
    }

    /// <summary><c>orrery dags backfill</c>.</summary>
    public static CliCommand OfDag(CliContext context, RemoteOptions remote)
    {
        var verb = new BackfillCreateVerb(context, remote, ["--start-date", "-s"], ["--end-date", "-e"], ["--run-backwards", "-B"], ["--reprocess-behavior"], ["-n"]);
        return verb.With(new CliCommand(
            "backfill",
            "Makes runs of a DAG for dates that have passed, as 'orrery backfill create' does.",
            "orrery dags backfill etl --start-date 2026-01-01 --end-date 2026-01-31 --dry-run",
            "orrery dags backfill etl -s 2026-01-01 -e 2026-01-31 --rerun-failed-tasks")).With(verb._rerunFailed, verb._reset);
    }

    private CliCommand With(CliCommand command) =>
        command.With(_dagId, _from, _to, _reverse, _reprocess, _limit, _dryRun).With(_inputs.Values).Does(RunAsync);

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var id = parsed.GetRequiredValue(_dagId);
        var request = new BackfillRequest
        {
            FromDate = Date("--from", parsed.GetRequiredValue(_from)),
            ToDate = Date("--to", parsed.GetRequiredValue(_to)),
            RunBackwards = parsed.GetValue(_reverse),
            ReprocessBehavior = Behavior(parsed),
            MaxActiveRuns = parsed.GetValue(_limit),
            ConfJson = _inputs.Conf(parsed)?.ToJsonString(),
            TriggeredBy = "cli",
        };
        var client = _remote.Connect(parsed);
        if (parsed.GetValue(_dryRun))
        {
            Preview(await client.PreviewBackfillAsync(id, request, cancellationToken), _remote.WantsJson(parsed));
            return ExitCodes.Success;
        }

        var created = await client.CreateBackfillAsync(id, request, cancellationToken);
        var number = created.BackfillId ?? throw Refused(created.Outcome);
        if (_remote.WantsJson(parsed))
        {
            CliJson.Write(_context.Terminal, new BackfillAnswer(number, id), CliJson.Output.BackfillAnswer);
        }
        else
        {
            _context.Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Backfill {number} of DAG '{id}' is on its way. See: orrery backfill show {number}"));
        }

        return ExitCodes.Success;
    }

    private ReprocessBehavior Behavior(ParseResult parsed)
    {
        var (rerunFailed, reset) = (parsed.GetValue(_rerunFailed), parsed.GetValue(_reset));
        if ((rerunFailed || reset) && (parsed.GetResult(_reprocess) is { Implicit: false } || rerunFailed == reset))
        {
            throw CliException.BadInput("--reprocess, --rerun-failed-tasks and --reset-dagruns say the same thing: give one of them.");
        }

        _ = ReprocessBehaviors.TryParse(parsed.GetRequiredValue(_reprocess), out var behavior);
        return rerunFailed ? ReprocessBehavior.Failed : reset ? ReprocessBehavior.Completed : behavior;
    }

    private void Preview(BackfillPreview preview, bool asJson)
    {
        if (preview.Outcome.Status != ActionStatus.Done)
        {
            throw Refused(preview.Outcome);
        }

        if (asJson)
        {
            CliJson.Write(_context.Terminal, preview.Dates, CliJson.Output.IEnumerableBackfillDateInfo);
            return;
        }

        BackfillCommand.WriteDates(_context, preview.Dates);
        _context.Terminal.Out.WriteLine($"{Wording.Count(preview.DateCount, "date")}, {Wording.Count(preview.RunCount, "run")} to make or clear. Nothing was done.");
    }

    private static DateTimeOffset Date(string option, string text) => InstantText.TryParse(text, TimeZoneInfo.Utc, out var instant)
        ? instant
        : throw CliException.BadInput($"{option} '{text}' is not a date: {InstantText.Examples}");

    private static CliException Refused(ActionResult result) =>
        new(result.Status == ActionStatus.Invalid ? ExitCodes.BadInput : ExitCodes.Failure, result.Problems);
}
