using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery audit</c>.</summary>
internal static class AuditCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        return new CliCommand("audit", "Who did what, and when.", "orrery audit list --dag sales", "orrery audit list --owner ada --since 2d")
            .With(remote.All)
            .With(List(context, remote));
    }

    private static CliCommand List(CliContext context, RemoteOptions remote)
    {
        var dag = new Option<string?>("--dag") { Description = "Only about this DAG", HelpName = "ID" };
        var run = new Option<string?>("--run") { Description = "Only about this run", HelpName = "ID" };
        var owner = new Option<string?>("--owner") { Description = "Only by this user, or token as 'token:NAME'", HelpName = "NAME" };
        var events = new Option<string[]>("--event") { Description = "Only of this event, such as trigger_dag_run; may be given several times", HelpName = "EVENT" };
        var since = new Option<string?>("--since") { Description = "Only of this time past: '2d'", HelpName = "DURATION" };
        var limit = new Option<int>("--limit") { Description = "How many at most, the newest first", HelpName = "N", DefaultValueFactory = _ => 50 };
        return new CliCommand("list", "Lists entries, the newest first.", "orrery audit list", "orrery audit list --event pause_dag --event unpause_dag", "orrery audit list --owner ada --since 2d --output json")
            .With(dag, run, owner, events, since, limit)
            .Does(async (parsed, cancellationToken) =>
            {
                var query = new AuditQuery
                {
                    DagId = parsed.GetValue(dag),
                    RunId = parsed.GetValue(run),
                    Owner = parsed.GetValue(owner),
                    Events = [.. parsed.GetValue(events) ?? []],
                    After = Durations.Parse(parsed.GetValue(since), "--since") is { } span ? context.Clock.GetUtcNow() - span : null,
                };
                var entries = await ReadAsync(remote.Connect(parsed).Audit, query, Math.Max(parsed.GetValue(limit), 1), cancellationToken);
                if (remote.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, entries, CliJson.Output.IEnumerableAuditInfo);
                    return ExitCodes.Success;
                }

                var table = new TextTable("WHEN", "WHO", "WHAT", "DAG", "RUN", "FROM", "DETAILS");
                foreach (var entry in entries)
                {
                    table.Add(Wording.Moment(entry.When), entry.Owner, entry.Event, entry.DagId ?? "", entry.RunId ?? "", entry.Address ?? "", AuditText.Of(entry.DetailsJson));
                }

                table.Write(context.Terminal, "Nothing.");
                return ExitCodes.Success;
            });
    }

    private static async Task<List<AuditInfo>> ReadAsync(Orrery.Client.IAuditClient audit, AuditQuery query, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<AuditInfo>();
        do
        {
            var page = await audit.ListAsync(query with { Limit = Math.Min(limit - entries.Count, 1_000) }, cancellationToken);
            entries.AddRange(page.Items);
            query = query with { Cursor = page.NextCursor };
        }
        while (query.Cursor is not null && entries.Count < limit);
        return entries;
    }
}
