using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orrery.Core.DagFiles;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Silo;
using Orrery.Storage.Sqlite;

namespace Orrery.Bench;

/// <summary>How the time of one run grows with the number of its tasks. Every commit is durable.</summary>
internal static class Scaling
{
    /// <summary>
    /// Runs one DAG of <paramref name="tasks"/> tasks: <c>wide</c> (chains of ten side by side) or <c>chain</c>; <c>empty</c> ones are decided by
    /// the run, <c>dispatched</c> ones are leased by a host through the queue, run by an engine that does nothing, and reported.
    /// </summary>
    public static async Task<ScalingResult> RunAsync(int tasks, string shape, string kind)
    {
        var folder = Directory.CreateTempSubdirectory("orrery-bench-").FullName;
        try
        {
            await using var server = await OrreryServer.StartAsync(new ServerOptions { DataFolder = folder, Listen = null, Holder = "bench", Engine = "noop", Capacity = 64 });
            var dag = DagFileParser.Parse(Yaml(tasks, shape, kind), "bench.yaml", new DagFileLimits { MaxBytes = 16 << 20 }).Dags.Single();
            var grain = server.Services.GetRequiredService<IGrainFactory>().GetGrain<IDagGrain>(dag.Definition.DagId);
            await grain.PublishAsync(new PublishRequest
            {
                Version = dag.Canonical.Version,
                Document = dag.Canonical.Document,
                Bundle = "bench",
                File = "bench.yaml",
                CodeReference = dag.Canonical.Version,
                CodePath = folder,
                Source = "",
            });

            var store = (SqliteStore)server.Services.GetRequiredService<Storage.IStore>();
            var before = store.Statistics;
            var start = Stopwatch.GetTimestamp();
            var runId = (await grain.TriggerAsync(new TriggerRequest())).RunId!;
            var state = DagRunState.Queued;
            await foreach (var update in server.Client.WatchRunAsync(dag.Definition.DagId, runId))
            {
                state = update.Run.State;
            }

            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (state != DagRunState.Success)
            {
                throw new InvalidOperationException($"The run of {tasks} tasks ended as {state.WireName()}.");
            }

            var after = store.Statistics;
            return new ScalingResult(
                kind, shape, tasks, Math.Round(seconds, 3), Math.Round(tasks / seconds), Math.Round(seconds / tasks * 1e6, 1),
                after.Batches - before.Batches, Environment.WorkingSet >> 20, "sqlite, synchronous=FULL", Environment.ProcessorCount);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Yaml(int tasks, string shape, string kind)
    {
        var text = new StringBuilder("dag_id: bench\nmax_active_tasks: 1000\ntasks:\n");
        for (var i = 0; i < tasks; i++)
        {
            text.Append("  - {task_id: t").Append(i).Append(kind == "empty" ? ", empty: true" : ", command: [\"true\"]");
            if (shape == "chain" ? i > 0 : i % 10 > 0)
            {
                text.Append(", depends_on: t").Append(i - 1);
            }

            text.Append("}\n");
        }

        return text.ToString();
    }
}
