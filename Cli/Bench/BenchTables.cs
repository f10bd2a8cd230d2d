using System.Globalization;
using Orrery.Cli.Terminal;

namespace Orrery.Cli.Bench;

/// <summary>What was measured, for people.</summary>
internal static class BenchTables
{
    private const string Nothing = "Nothing was measured.";

    /// <summary>Writes the machine with its limits, then a table for each kind of workload.</summary>
    public static void Write(CliTerminal terminal, IReadOnlyList<BenchResult> results, IReadOnlyList<IngestResult> bundles)
    {
        if (results.Count > 0)
        {
            WriteMachine(terminal, results[0].Machine, results[0].Limits);
            WriteWorkloads(terminal, results);
        }

        if (bundles.Count > 0)
        {
            WriteMachine(terminal, bundles[0].Machine, bundles[0].Limits);
            WriteBundles(terminal, bundles);
        }
    }

    private static void WriteMachine(CliTerminal terminal, BenchMachine machine, MachineLimits limits) => terminal.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{machine.Os}, {machine.Cores} cores; limits: {limits.FsyncsPerSecond:N0} fsyncs/s, {limits.CommitsPerSecond:N0} durable commits/s, {limits.RowsPerSecond:N0} rows/s in batches, {limits.SpawnsPerSecond:N0} process starts/s"));

    private static void WriteWorkloads(CliTerminal terminal, IReadOnlyList<BenchResult> results)
    {
        var table = new TextTable("WORKLOAD", "TASKS ARE", "STORE", "TASKS", "SECONDS", "TASKS/S", "P50 MS", "P99 MS", "SYNCS/TASK", "PEAK MB", "RATIO");
        foreach (var r in results)
        {
            table.Add(r.Workload, r.Kind, r.Store, Number(r.TaskInstances), Number(r.Seconds), Number(r.PerSecond), Number(r.P50Ms), Number(r.P99Ms), Number(r.SyncsPerTask), Number(r.PeakRssMb), Number(r.Ratio));
        }

        table.Write(terminal, Nothing);
        foreach (var result in results.Where(r => r.OverTime is not null))
        {
            var parts = new TextTable($"{result.Workload} AFTER S", "TASKS", "TASKS/S", "MB");
            foreach (var part in result.OverTime!)
            {
                parts.Add(Number(part.Seconds), Number(part.TaskInstances), Number(part.PerSecond), Number(part.RssMb));
            }

            parts.Write(terminal, Nothing);
        }
    }

    private static void WriteBundles(CliTerminal terminal, IReadOnlyList<IngestResult> bundles)
    {
        var table = new TextTable(
            "WORKLOAD", "FILES ARE", "STORE", "FILES", "DAGS EACH", "VARIABLES", "SECONDS", "FILES/S", "DAGS/S", "UNCHANGED MS", "SAVED MS", "REREAD S", "FIRST DEPLOY S", "DEPLOY MS", "RESTART S", "PEAK MB", "RATIO");
        foreach (var b in bundles)
        {
            table.Add(
                b.Workload, b.Kind, b.Store, Number(b.Files), Number(b.DagsPerFile), Number(b.Variables), Number(b.Seconds), Number(b.PerSecond), Number(b.DagsPerSecond), Number(b.UnchangedMs),
                Number(b.SavedToLiveMs), Number(b.RereadSeconds), Number(b.FirstDeploySeconds), Number(b.DeployMs), Number(b.RestartSeconds), Number(b.PeakRssMb), Number(b.Ratio));
        }

        table.Write(terminal, Nothing);
    }

    private static string Number(double value) => value.ToString("#,0.###", CultureInfo.InvariantCulture);
}
