using Microsoft.Extensions.Logging;
using Orrery.Storage.Migrations;
using Orrery.Storage.Sqlite;

namespace Orrery.Storage.Maintenance;

/// <summary>What a copy came to.</summary>
/// <param name="Source">What was copied.</param>
/// <param name="Target">Where to.</param>
/// <param name="Schema">Number of the copy's schema.</param>
/// <param name="Rows">Rows of each table, by its name; the copy has as many.</param>
/// <param name="Findings">What the verifier found in the copy, and so in what was copied.</param>
public sealed record CopyReport(string Source, string Target, int Schema, IReadOnlyDictionary<string, long> Rows, IReadOnlyList<StoreFinding> Findings);

/// <summary>
/// Copies whole stores, table by table in the order of their keys, from one snapshot: a backup is a copy to a SQLite file, whatever the
/// database, restoring one a copy from it, and so is the way from one database to the other.
/// </summary>
/// <param name="clock">Clock.</param>
/// <param name="loggers">Logs.</param>
public sealed class StoreCopier(TimeProvider clock, ILoggerFactory loggers)
{
    private static readonly IReadOnlyList<Migration> Known = Migration.Load();

    /// <summary>Writes a store to a new file, also while a server works on it.</summary>
    /// <param name="source">The store.</param>
    /// <param name="path">The file; there must be none yet.</param>
    /// <param name="cancellationToken">Gives up; nothing is left then.</param>
    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    /// <exception cref="StoreSchemaException">The store is newer than this version, was changed, or is none.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public Task<CopyReport> BackUpAsync(StoreLocation source, string path, CancellationToken cancellationToken = default) =>
        StoreFailures.ExplainAsync(source, async () =>
        {
            var file = Path.GetFullPath(path);
            if (File.Exists(file))
            {
                throw new IOException($"'{file}' exists already: name a new file for the backup.");
            }

            await using var snapshot = await OpenSourceAsync(source, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<Migration> its = [.. Known.Take(snapshot.Applied.Count)];
            await using var target = SqliteCopyTarget.Begin(file, its, clock);
            var rows = await CopyRowsAsync(snapshot, target, its, cancellationToken).ConfigureAwait(false);
            await target.FinishAsync(its, cancellationToken).ConfigureAwait(false);
            return new CopyReport(source.Name, file, its.Count, rows, []);
        });

    /// <summary>Fills a store from another. No server may work on either; neither is changed unless all went well.</summary>
    /// <param name="source">What is copied; also one of an earlier schema, which the copy is brought up from.</param>
    /// <param name="target">Where to: an empty store, or none yet.</param>
    /// <param name="overwrite">Whether a target that is not empty is replaced.</param>
    /// <param name="holdsSource">Whether servers are kept away from the source meanwhile: it is a store, and no backup.</param>
    /// <param name="holder">Who does it, for those who are kept away: <c>orrery store restore</c>.</param>
    /// <param name="cancellationToken">Gives up; the target is as it was then.</param>
    /// <exception cref="StoreInUseException">A server works on one of them.</exception>
    /// <exception cref="StoreNotEmptyException">The target has rows, and is not to be replaced.</exception>
    /// <exception cref="StoreSchemaException">One of them is newer than this version, was changed, or is no store.</exception>
    /// <exception cref="StoreUnavailableException">One of them cannot be used.</exception>
    public Task<CopyReport> CopyAsync(
        StoreLocation source, StoreLocation target, bool overwrite, bool holdsSource, string holder, CancellationToken cancellationToken = default) =>
        StoreFailures.ExplainAsync(target, async () =>
        {
            if (source == target)
            {
                throw new ArgumentException($"'{source.Name}' cannot be copied to itself.", nameof(target));
            }

            // Looked at before anything is held: a hold makes folders and tables where there are none.
            await using (await OpenSourceAsync(source, cancellationToken).ConfigureAwait(false))
            {
            }

            await using var sourceHold = holdsSource ? await source.HoldAsync(holder, clock, loggers, cancellationToken).ConfigureAwait(false) : null;
            await using var targetHold = await target.HoldAsync(holder, clock, loggers, cancellationToken).ConfigureAwait(false);
            if (!overwrite)
            {
                await RequireEmptyAsync(target, cancellationToken).ConfigureAwait(false);
            }

            await using var snapshot = await OpenSourceAsync(source, cancellationToken).ConfigureAwait(false);
            var rows = target is SqliteLocation file
                ? await FillFileAsync(snapshot, file.FilePath, cancellationToken).ConfigureAwait(false)
                : await FillDatabaseAsync(snapshot, targetHold, cancellationToken).ConfigureAwait(false);
            var check = await StoreVerifier.CheckAsync(target, cancellationToken).ConfigureAwait(false);
            return new CopyReport(source.Name, target.Name, check.Schema, rows, check.Findings);
        });

    private static async Task<IStoreSnapshot> OpenSourceAsync(StoreLocation source, CancellationToken cancellationToken)
    {
        var snapshot = await StoreFailures.ExplainAsync(source, () => source.OpenSnapshotAsync(cancellationToken)).ConfigureAwait(false);
        try
        {
            _ = SchemaCheck.Missing(Known, snapshot.Applied, snapshot.Name);
            StoreLocation.RequireStore(snapshot);
            return snapshot.Applied.Count <= Known.Count
                ? snapshot
                : throw new StoreSchemaException(
                    $"The store '{snapshot.Name}' has schema {snapshot.Applied.Count}, and this version of Orrery knows how to copy up to {Known.Count}. Use the version that upgraded it.");
        }
        catch
        {
            await snapshot.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A store is empty while it has no rows but those its migrations put in.</summary>
    private static async Task RequireEmptyAsync(StoreLocation target, CancellationToken cancellationToken)
    {
        if (target is SqliteLocation { FilePath: var path } && !File.Exists(path))
        {
            return;
        }

        await using var snapshot = await target.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
        var tables = StoreSchema.Tables(Known.Take(snapshot.Applied.Count));
        foreach (var table in tables.Where(t => t.Name != "pool"))
        {
            var count = await snapshot.QueryAsync($"SELECT count(*) FROM {table.Name}", s => s.Int64(), cancellationToken).FirstAsync(cancellationToken).ConfigureAwait(false);
            if (count > 0)
            {
                throw new StoreNotEmptyException($"The store '{target.Name}' is not empty: its table {table.Name} has {count} rows.");
            }
        }
    }

    private async Task<IReadOnlyDictionary<string, long>> FillFileAsync(IStoreSnapshot source, string path, CancellationToken cancellationToken)
    {
        IReadOnlyList<Migration> its = [.. Known.Take(source.Applied.Count)];
        await using var target = SqliteCopyTarget.Begin(path, its, clock);
        var rows = await CopyRowsAsync(source, target, its, cancellationToken).ConfigureAwait(false);
        await target.FinishAsync(Known, cancellationToken).ConfigureAwait(false);
        return rows;
    }

    /// <summary>A source of an earlier schema goes through a file that is brought up to the present one.</summary>
    private async Task<IReadOnlyDictionary<string, long>> FillDatabaseAsync(IStoreSnapshot source, StoreHold hold, CancellationToken cancellationToken)
    {
        if (source.Applied.Count < Known.Count)
        {
            var folder = Directory.CreateTempSubdirectory("orrery-copy-");
            try
            {
                var path = SqliteStore.PathIn(folder.FullName);
                _ = await FillFileAsync(source, path, cancellationToken).ConfigureAwait(false);
                await using var upgraded = SqliteSnapshot.Open(path);
                return await FillDatabaseAsync(upgraded, hold, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        await hold.UpgradeAsync(cancellationToken).ConfigureAwait(false);
        await using var target = await PostgresCopyTarget.BeginAsync(hold, cancellationToken).ConfigureAwait(false);
        var rows = await CopyRowsAsync(source, target, Known, cancellationToken).ConfigureAwait(false);
        await target.FinishAsync(Known, cancellationToken).ConfigureAwait(false);
        return rows;
    }

    private static async Task<IReadOnlyDictionary<string, long>> CopyRowsAsync(
        IStoreSnapshot source, ICopyTarget target, IReadOnlyList<Migration> schema, CancellationToken cancellationToken)
    {
        var rows = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in StoreSchema.Tables(schema))
        {
            var copied = await target.InsertAsync(table, source.QueryAsync(table.Select, table.Read, cancellationToken), cancellationToken).ConfigureAwait(false);
            var there = await target.CountAsync(table, cancellationToken).ConfigureAwait(false);
            if (there != copied)
            {
                throw new InvalidDataException($"{copied} rows of table {table.Name} were copied, and {there} arrived. The copy was thrown away; the target is as it was.");
            }

            rows.Add(table.Name, copied);
        }

        return rows;
    }
}
