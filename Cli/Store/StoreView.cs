using System.Globalization;
using Orrery.Cli.Terminal;
using Orrery.Storage.Maintenance;

namespace Orrery.Cli.Store;

/// <summary>Results of commands on a store, for people.</summary>
internal static class StoreView
{
    /// <summary>Writes what a check came to.</summary>
    public static void Write(CliTerminal terminal, StoreCheckReport report)
    {
        var size = $"{Count(report.Rows["dag_run"], "run")}, {Count(report.Rows["task_instance"], "task instance")}, {Count(report.Rows.Values.Sum(), "row")}";
        var verdict = report.Findings.Count == 0 ? "nothing is wrong" : $"{Count(report.Findings.Count, "thing")} wrong";
        terminal.Out.WriteLine($"{report.Store}, schema {report.Schema}: {size}; {Count(report.Checks, "check")}, {verdict}.");
        Write(terminal, report.Findings);
    }

    /// <summary>Writes what was copied.</summary>
    public static void Write(CliTerminal terminal, string done, CopyAnswer answer)
    {
        var size = answer.Bytes is { } bytes ? $", {Bytes(bytes)}" : "";
        terminal.Out.WriteLine($"{done}: {Count(answer.Rows["dag_run"], "run")}, {Count(answer.Rows["task_instance"], "task instance")}, {Count(answer.Rows.Values.Sum(), "row")} in {answer.Rows.Count} tables{size}, schema {answer.Schema}.");
        terminal.Out.WriteLine($"  from  {answer.Source}");
        terminal.Out.WriteLine($"  to    {answer.Target}");
        if (answer.Findings.Count > 0)
        {
            terminal.Out.WriteLine($"The copy is complete and in its place, with {Count(answer.Findings.Count, "thing")} wrong in it, as in what was copied:");
            Write(terminal, answer.Findings);
        }
    }

    /// <summary>Writes what was pruned, or would be.</summary>
    public static void Write(CliTerminal terminal, PruneAnswer answer)
    {
        var rows = $"{Count(answer.Runs, "run")} with {Count(answer.TaskInstances, "task instance")}, {Count(answer.AuditEntries, "audit entry", "audit entries")}";
        if (answer.DryRun)
        {
            terminal.Out.WriteLine($"Of what ended before {Wording.Moment(answer.Before)} would go: {rows}, and what only they need. Nothing was done.");
            return;
        }

        terminal.Out.WriteLine(
            $"Of what ended before {Wording.Moment(answer.Before)} is gone: {rows}, {Count(answer.Backfills ?? 0, "backfill")}, {Count(answer.Releases ?? 0, "release")}, {Count(answer.AssetEvents ?? 0, "asset event")}, {Count(answer.Snapshots ?? 0, "snapshot")} of bundles, {Count(answer.CodeFiles ?? 0, "file")} of code.");
        terminal.Out.WriteLine(answer.Folders is { } folders
            ? $"Folders of logs and scratch files: {Count(folders, "folder")} removed."
            : "Logs and scratch files are with the servers: name their data folder with --data, or let them do it: orrery up --retention.");
        if (answer.Bytes is > 0 and { } bytes)
        {
            terminal.Out.WriteLine($"The file of the store is {Bytes(bytes)} smaller.");
        }
    }

    private static void Write(CliTerminal terminal, IReadOnlyList<StoreFinding> findings)
    {
        if (findings.Count == 0)
        {
            return;
        }

        var table = new TextTable("WHERE", "WHAT", "WHAT TO DO");
        foreach (var finding in findings)
        {
            table.Add(finding.Where, finding.What, finding.Remedy);
        }

        table.Write(terminal, "");
    }

    private static string Count(long number, string thing, string? things = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {(number == 1 ? thing : things ?? thing + "s")}");

    private static string Bytes(long bytes) => bytes switch
    {
        < 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.0} GiB"),
    };
}
