using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Orrery.Storage.Maintenance;

/// <summary>Checks versions against their documents, and runs against the tasks of their versions. Databases differ in what they know of JSON.</summary>
internal static class VersionCheck
{
    private const string Remedy = "Deploy the DAG again, and end the runs of that version with 'orrery runs mark'; or restore a backup.";

    /// <summary>What is wrong.</summary>
    public static async IAsyncEnumerable<StoreFinding> FindAsync(IStoreSnapshot snapshot, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var tasks = new Dictionary<string, int>(StringComparer.Ordinal);
        var versions = snapshot.QueryAsync("SELECT version, dag_id, document FROM dag_version ORDER BY version", s => (Version: s.Text(), DagId: s.Text(), Document: s.Bytes()), cancellationToken);
        await foreach (var (version, dagId, document) in versions.ConfigureAwait(false))
        {
            if (Convert.ToHexStringLower(SHA256.HashData(document)) != version)
            {
                yield return new StoreFinding("version", $"version {version} of DAG {dagId}", "Its document is not the one it was named after.", Remedy);
            }

            tasks[version] = CountTasks(document);
        }

        var runs = snapshot.QueryAsync(
            "SELECT r.dag_id, r.run_id, r.version, (SELECT count(*) FROM task_instance t WHERE t.run_pk = r.run_pk) FROM dag_run r WHERE r.state > 0",
            s => (DagId: s.Text(), RunId: s.Text(), Version: s.Text(), Instances: s.Int64()),
            cancellationToken);
        await foreach (var run in runs.ConfigureAwait(false))
        {
            if (run.Instances < tasks.GetValueOrDefault(run.Version))
            {
                yield return new StoreFinding(
                    "run_size", $"run {run.DagId}/{run.RunId}", $"It has {run.Instances} task instances, and its version has {tasks[run.Version]} tasks.", StoreChecks.RunRemedy);
            }
        }
    }

    private static int CountTasks(byte[] document)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("tasks", out var tasks) && tasks.ValueKind == JsonValueKind.Array
                ? tasks.GetArrayLength()
                : 0;
        }
        catch (JsonException)
        {
            return 0; // Its hash tells.
        }
    }
}
