using Orrery.Storage.Migrations;

namespace Orrery.Storage.Maintenance;

/// <summary>Something that is wrong in a store.</summary>
/// <param name="Check">Name of the check that found it.</param>
/// <param name="Where">What it is about: <c>run etl/manual__1</c>.</param>
/// <param name="What">What is wrong, a sentence.</param>
/// <param name="Remedy">What to do.</param>
public sealed record StoreFinding(string Check, string Where, string What, string Remedy)
{
    /// <summary>All of it in one line.</summary>
    public override string ToString() => $"{Where}: {What} {Remedy}";
}

/// <summary>What a look over a whole store came to.</summary>
/// <param name="Store">What people call the store.</param>
/// <param name="Schema">Number of its schema.</param>
/// <param name="Checks">How many checks were made.</param>
/// <param name="Rows">Rows of each table, by its name.</param>
/// <param name="Findings">Everything that is wrong; of one check at most <see cref="StoreVerifier.MaxFindings"/>, and then one more that says so.</param>
public sealed record StoreCheckReport(string Store, int Schema, int Checks, IReadOnlyDictionary<string, long> Rows, IReadOnlyList<StoreFinding> Findings);

/// <summary>
/// Checks that what a store says hangs together, and that its file is sound. It reads one snapshot, row by row, also while a server works.
/// </summary>
public static class StoreVerifier
{
    /// <summary>How much of one kind is reported before the rest is only said to exist.</summary>
    public const int MaxFindings = 100;

    private const string DamageRemedy = "Stop the server and restore a backup: orrery store restore FILE.";

    /// <summary>Checks a store.</summary>
    /// <param name="location">The store.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreSchemaException">It has not the schema of this version, or is no store.</exception>
    /// <exception cref="StoreUnavailableException">There is no store, or it cannot be read.</exception>
    public static Task<StoreCheckReport> CheckAsync(StoreLocation location, CancellationToken cancellationToken = default) =>
        StoreFailures.ExplainAsync(location, async () =>
        {
            await using var snapshot = await location.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
            StoreLocation.RequireStore(snapshot);
            var known = Migration.Load();
            SchemaCheck.RequireCurrent(known, snapshot.Applied, snapshot.Name);
            var rows = new SortedDictionary<string, long>(StringComparer.Ordinal);
            foreach (var table in StoreSchema.Tables(known))
            {
                rows.Add(table.Name, await snapshot.QueryAsync($"SELECT count(*) FROM {table.Name}", s => s.Int64(), cancellationToken).FirstAsync(cancellationToken).ConfigureAwait(false));
            }

            var findings = new List<StoreFinding>();
            await AddAsync(findings, "file", snapshot.FindDamageAsync(cancellationToken).Select(d => new StoreFinding("file", "the file", $"It is damaged: {d}.", DamageRemedy))).ConfigureAwait(false);
            await AddAsync(findings, "version", VersionCheck.FindAsync(snapshot, cancellationToken)).ConfigureAwait(false);
            await AddAsync(findings, "code", CodeCheck.FindAsync(snapshot, cancellationToken)).ConfigureAwait(false);
            foreach (var check in StoreChecks.All)
            {
                var found = snapshot.QueryAsync(check.Sql, s => new StoreFinding(check.Name, s.Text(), s.Text(), check.Remedy), cancellationToken);
                await AddAsync(findings, check.Name, found).ConfigureAwait(false);
            }

            return new StoreCheckReport(snapshot.Name, snapshot.Applied[^1].Number, StoreChecks.All.Count + 3, rows, findings);
        });

    private static async Task AddAsync(List<StoreFinding> findings, string check, IAsyncEnumerable<StoreFinding> found)
    {
        var count = 0;
        await foreach (var finding in found.ConfigureAwait(false))
        {
            if (count++ == MaxFindings)
            {
                findings.Add(finding with { Check = check, Where = "the store", What = $"There are more than {MaxFindings} findings like the ones above." });
                return;
            }

            findings.Add(finding);
        }
    }
}
