using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Orrery.Bench;

/// <summary>The table of what <c>orrery bench --output json</c> printed: one line for each of its lines, and the limits of the machine beside it.</summary>
internal static class WorkloadTable
{
    private const string Head =
        """
        | workload | tasks are | store | history | tasks | tasks/s | p50 ms | p99 ms | syncs/task | peak MB | commits/s | spawns/s | ratio |
        |---|---|---|---|---|---|---|---|---|---|---|---|---|
        """;

    /// <summary>Reads files of JSON lines.</summary>
    public static string Of(IEnumerable<string> paths)
    {
        var table = new StringBuilder(Head).AppendLine();
        foreach (var line in paths.SelectMany(File.ReadLines).Where(line => line.Length > 0))
        {
            using var result = JsonDocument.Parse(line);
            var r = result.RootElement;
            var limits = r.GetProperty("limits");
            string[] cells =
            [
                r.GetProperty("workload").GetString()!, r.GetProperty("kind").GetString()!, r.GetProperty("store").GetString()!,
                Number(r, "history"), Number(r, "task_instances"), Number(r, "per_second"), Number(r, "p50_ms"), Number(r, "p99_ms"),
                Number(r, "syncs_per_task"), Number(r, "peak_rss_mb"), Number(limits, "commits_per_second"), Number(limits, "spawns_per_second"), Number(r, "ratio"),
            ];
            table.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");
        }

        return table.ToString();
    }

    private static string Number(JsonElement of, string name) => of.GetProperty(name).GetDouble().ToString("#,0.###", CultureInfo.InvariantCulture);
}
