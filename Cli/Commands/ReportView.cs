using System.Text.Json.Nodes;
using Orrery.Cli.Terminal;
using Orrery.Core.Versions;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Cli.Commands;

/// <summary>Writes what came of reading a bundle: file by file what is live now and what that changed, then what is wrong.</summary>
internal static class ReportView
{
    private const int MaxDiffLines = 20;

    /// <summary>Writes it; the answer is the exit code.</summary>
    public static int Write(CliTerminal terminal, ParseReport report, bool asJson)
    {
        if (asJson)
        {
            CliJson.Write(terminal, report, CliJson.Output.ParseReport);
        }
        else
        {
            Write(terminal, report);
        }

        return report.Errors.IsEmpty && !report.IsRejected ? ExitCodes.Success : ExitCodes.BadInput;
    }

    private static void Write(CliTerminal terminal, ParseReport report)
    {
        terminal.Out.WriteLine($"{Wording.Count(report.FilesSeen, "file")} seen, {report.FilesParsed} read");

        // Nothing of it happened: what would have is said by a dry run only.
        foreach (var dag in report.IsRejected && !report.IsDryRun ? [] : report.Published)
        {
            WriteDag(terminal, report, dag);
        }

        foreach (var dagId in report.Deactivated)
        {
            terminal.Out.WriteLine($"{terminal.Paint("removed", Tone.Yellow)}  {dagId}");
        }

        foreach (var warning in report.Files.SelectMany(f => f.Warnings))
        {
            terminal.Out.WriteLine($"{terminal.Paint("warning", Tone.Yellow)}  {PlainText.OneLine(warning.Message)}");
        }

        foreach (var error in report.Errors)
        {
            terminal.Out.WriteLine($"{terminal.Paint("error", Tone.Red)}    {PlainText.OneLine(error)}");
        }

        if (report.IsRejected)
        {
            terminal.Out.WriteLine("Nothing was changed: correct the errors, or take the files without errors with --partial.");
        }
        else if (report.IsDryRun)
        {
            terminal.Out.WriteLine("Nothing was changed: this was a dry run.");
        }
    }

    private static void WriteDag(CliTerminal terminal, ParseReport report, PublishResult dag)
    {
        var what = report.IsDryRun ? "would be" : dag.IsCandidate ? "candidate" : "live";
        terminal.Out.WriteLine($"{terminal.Paint(what, Tone.Green)}{new string(' ', Math.Max(1, 9 - what.Length))}{dag.DagId} version {dag.Release}");
        if (dag.DiffJson is not { } diff)
        {
            return;
        }

        var lines = DagDiff.FromJson(JsonNode.Parse(diff)!.AsObject()).ToLines().ToList();
        foreach (var line in lines.Take(MaxDiffLines))
        {
            terminal.Out.WriteLine($"           {PlainText.OneLine(line)}");
        }

        if (lines.Count > MaxDiffLines)
        {
            terminal.Out.WriteLine($"           … and {lines.Count - MaxDiffLines} more");
        }
    }
}
