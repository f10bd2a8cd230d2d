using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Core.States;
using Orrery.Core.Identity;
using Orrery.Storage.Rows;
using Orrery.Storage.Sqlite;

namespace Orrery.Cli.Tests.Support;

/// <summary>Stores with a DAG <c>etl</c> of one task, and runs that ended some days before the world's clock.</summary>
internal static class StoreSeed
{
    private static readonly byte[] Document = Encoding.UTF8.GetBytes("""{"dag_id":"etl","tasks":[{"task_id":"load"}]}""");
    private static readonly string Version = Convert.ToHexStringLower(SHA256.HashData(Document));

    /// <summary>Opens the SQLite store of a folder, as a server.</summary>
    public static Task<SqliteStore> OpenAsync(string folder, TimeProvider clock) =>
        SqliteStore.OpenAsync(new SqliteStoreOptions { Folder = folder, Holder = "orrery up", Durability = Storage.Durability.Off }, clock, NullLoggerFactory.Instance);

    /// <summary>Makes a store in the world's data folder, with a run that ended each of these numbers of days ago: <c>manual__</c> and the number.</summary>
    public static async Task CreateAsync(World world, params int[] daysAgo)
    {
        await using var store = await OpenAsync(Path.Combine(world.Folder, ".orrery"), world.Clock);
        await FillAsync(store, world.Clock.GetUtcNow(), daysAgo);
    }

    /// <summary>Fills a store.</summary>
    public static async Task FillAsync(SqliteStore store, DateTimeOffset now, params int[] daysAgo)
    {
        var first = now.AddDays(-1000);
        await store.CommitAsync(
        [
            new DagVersionRow { Version = Version, DagId = "etl", Document = Document, CreatedAt = first },
            new DagReleaseRow { DagId = "etl", Release = 1, Version = Version, CodeReference = "c", CodePath = "/c", Bundle = "main", File = "f", CreatedAt = first },
            new DagRow { DagId = "etl", Bundle = "main", File = "f", Version = Version, Release = 1, CreatedAt = first, UpdatedAt = first, Revision = 0 },
            new AuditRow { At = first, Actor = "cli", Event = "trigger_dag_run" },
        ]);
        foreach (var days in daysAgo)
        {
            var ended = now.AddDays(-days);
            await store.CommitAsync(
            [
                new DagRunRow
                {
                    RunPk = 1000 - days, DagId = "etl", RunId = $"manual__{days}", Version = Version, Release = 1, Type = DagRunType.Manual, State = DagRunState.Success,
                    RunAfter = ended, EndedAt = ended, Revision = 0,
                },
                new TaskInstanceRow { RunPk = 1000 - days, Ordinal = 0, TaskId = "load", State = TaskInstanceState.Success, TryNumber = 1 },
                new TaskTryRow { RunPk = 1000 - days, Ordinal = 0, TryNumber = 1, State = TaskInstanceState.Success },
            ]);
        }
    }

    /// <summary>Makes the folders that a run leaves in a data folder, as old as the run.</summary>
    public static string AddFolders(string dataFolder, string runId, DateTimeOffset at)
    {
        foreach (var kind in new[] { "logs", "runs" })
        {
            var folder = Path.Combine(dataFolder, kind, "etl", runId);
            Directory.CreateDirectory(Path.Combine(folder, "load"));
            File.WriteAllText(Path.Combine(folder, "load", "attempt=1.log"), "done");
            Directory.SetLastWriteTimeUtc(folder, at.UtcDateTime);
        }

        return Path.Combine(dataFolder, "logs", "etl", runId);
    }
}
