using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Orrery.Cli.Terminal;
using Orrery.Core.Versions;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Versions;

namespace Orrery.Cli.Commands;

/// <summary>What differs between two releases, as JSON.</summary>
/// <param name="DagId">Id of the DAG.</param>
/// <param name="From">The earlier release.</param>
/// <param name="To">The later release.</param>
/// <param name="FromStanding">How the earlier one stands: live, candidate, previous, rolled back.</param>
/// <param name="ToStanding">How the later one stands.</param>
/// <param name="Structure">What differs in the DAG.</param>
/// <param name="Source">What differs in the text, a line each.</param>
internal sealed record DiffAnswer(string DagId, int From, int To, string FromStanding, string ToStanding, JsonObject Structure, IReadOnlyList<string> Source);

/// <summary><c>orrery dags versions</c>, <c>diff</c> and <c>source</c>.</summary>
internal static class VersionVerbs
{
    private const int HashShown = 12;

    /// <summary>Creates the verbs.</summary>
    public static CliCommand[] Create(CliContext context, RemoteOptions remote) => [Versions(context, remote), Diff(context, remote), Source(context, remote)];

    private static CliCommand Versions(CliContext context, RemoteOptions remote)
    {
        var dagId = IdArguments.Dag();
        var limit = new Option<int>("--limit") { Description = "How many releases", HelpName = "N", DefaultValueFactory = _ => 25 };
        return new CliCommand("versions", "Lists the releases of a DAG, newest first, with what became of their runs.", "orrery dags versions etl")
            .With(dagId, limit)
            .Does(async (parsed, cancellationToken) =>
            {
                var id = parsed.GetRequiredValue(dagId);
                var query = new ListQuery { DagId = id, Limit = 1000 };
                var versions = await Pages.AllAsync(remote.Connect(parsed).Versions.ListAsync, query, Math.Max(parsed.GetValue(limit), 1), cancellationToken);
                if (versions.Count == 0)
                {
                    throw CliException.Failure($"There is no DAG '{id}'. See: orrery dags list");
                }

                if (remote.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, versions, CliJson.Output.IEnumerableDagVersionInfo);
                    return ExitCodes.Success;
                }

                var table = new TextTable("RELEASE", "STANDING", "PUBLISHED", "VERSION", "BUNDLE VERSION", "RUNS", "SUCCEEDED", "FAILED");
                foreach (var version in versions)
                {
                    table.Add(
                        Number(version.VersionNumber),
                        new Cell(NameOf(version.Standing), ToneOf(version.Standing)),
                        Wording.Moment(version.CreatedAt),
                        Short(version.Version),
                        version.BundleVersion is { } bundle ? Short(bundle) : "-",
                        Number(version.RunCount),
                        Number(version.SuccessCount),
                        new Cell(Number(version.FailedCount), version.FailedCount > 0 ? Tone.Red : Tone.Plain));
                }

                table.Write(context.Terminal, "No releases.");
                return ExitCodes.Success;
            });
    }

    private static CliCommand Diff(CliContext context, RemoteOptions remote)
    {
        var dagId = IdArguments.Dag();
        var from = new Argument<int?>("FROM") { Description = "Number of the earlier release. Default: the live one for a candidate, else the one before TO", Arity = ArgumentArity.ZeroOrOne };
        var to = new Argument<int?>("TO") { Description = "Number of the later release. Default: the candidate, else the live one", Arity = ArgumentArity.ZeroOrOne };
        var source = new Option<bool>("--source") { Description = "Also what differs in the text of its file" };
        return new CliCommand(
            "diff", "Shows what differs between two releases of a DAG.", "orrery dags diff etl", "orrery dags diff etl 3 5", "orrery dags diff etl 3 5 --source")
            .With(dagId, from, to, source)
            .Does(async (parsed, cancellationToken) =>
            {
                var id = parsed.GetRequiredValue(dagId);
                var diff = await remote.Connect(parsed).Versions.DiffAsync(id, parsed.GetValue(from), parsed.GetValue(to), cancellationToken)
                    ?? throw CliException.Failure($"There is no DAG '{id}' with these releases. See: orrery dags versions {id}");
                var structure = JsonNode.Parse(diff.StructureJson)!.AsObject();
                if (remote.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, new DiffAnswer(id, diff.From, diff.To, NameOf(diff.FromStanding), NameOf(diff.ToStanding), structure, diff.Source), CliJson.Output.DiffAnswer);
                    return ExitCodes.Success;
                }

                context.Terminal.Out.WriteLine(context.Terminal.Paint($"{id}: release {diff.From}{Standing(diff.FromStanding)} -> {diff.To}{Standing(diff.ToStanding)}", Tone.Bold));
                var lines = DagDiff.FromJson(structure).ToLines().ToList();
                WriteLines(context.Terminal, lines.Count > 0 ? lines : ["The DAG is the same."]);
                if (parsed.GetValue(source))
                {
                    WriteLines(context.Terminal, diff.Source.IsEmpty ? ["The text is the same."] : diff.Source);
                }

                return ExitCodes.Success;
            });
    }

    private static CliCommand Source(CliContext context, RemoteOptions remote)
    {
        var dagId = IdArguments.Dag();
        var release = new Option<int?>("--release") { Description = "Number of the release. Default: the live one", HelpName = "N" };
        return new CliCommand("source", "Prints the file a release of a DAG came from.", "orrery dags source etl", "orrery dags source etl --release 3")
            .With(dagId, release)
            .Does(async (parsed, cancellationToken) =>
            {
                var id = parsed.GetRequiredValue(dagId);
                var source = await remote.Connect(parsed).Versions.GetSourceAsync(id, parsed.GetValue(release), cancellationToken)
                    ?? throw CliException.Failure($"There is no DAG '{id}' with this release, or its text is not kept. See: orrery dags versions {id}");
                if (remote.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, source, CliJson.Output.DagSourceInfo);
                }
                else
                {
                    context.Terminal.Out.Write(source.Content.EndsWith('\n') ? source.Content : source.Content + "\n");
                }

                return ExitCodes.Success;
            });
    }

    /// <summary>Writes lines of a difference, each in the colour of its sign.</summary>
    public static void WriteLines(CliTerminal terminal, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            var tone = line.FirstOrDefault() switch
            {
                '+' => Tone.Green,
                '-' => Tone.Red,
                '~' => Tone.Yellow,
                '@' => Tone.Cyan,
                _ => Tone.Plain,
            };
            terminal.Out.WriteLine(terminal.Paint(PlainText.OneLine(line), tone));
        }
    }

    private static string NameOf(ReleaseStanding standing) => standing switch
    {
        ReleaseStanding.Live => "live",
        ReleaseStanding.Candidate => "candidate",
        ReleaseStanding.Previous => "previous",
        ReleaseStanding.RolledBack => "rolled back",
        _ => "-",
    };

    private static string Standing(ReleaseStanding standing) => standing == ReleaseStanding.Past ? "" : $" ({NameOf(standing)})";

    private static Tone ToneOf(ReleaseStanding standing) => standing switch
    {
        ReleaseStanding.Live => Tone.Green,
        ReleaseStanding.Candidate => Tone.Cyan,
        ReleaseStanding.RolledBack => Tone.Red,
        _ => Tone.Faint,
    };

    private static string Short(string name) => name[..Math.Min(HashShown, name.Length)];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
