using Orrery.Core.Bundles;
using Orrery.Grains.Code;
using Orrery.Grains.Dags;
using Orrery.Grains.Ingestion;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Bundles;

/// <summary>What is known of a bundle's files: soft state of its parser's grain, made of the rows of the store.</summary>
internal sealed class BundleState
{
    private BundleState(FileMemory memory, ImportErrorSet importErrors, Snapshot? snapshot)
    {
        Memory = memory;
        ImportErrors = importErrors;
        Snapshot = snapshot;
    }

    /// <summary>What was read, by file.</summary>
    public FileMemory Memory { get; }

    /// <summary>Files that are broken.</summary>
    public ImportErrorSet ImportErrors { get; }

    /// <summary>The newest snapshot, also one that was not taken; null: none.</summary>
    public Snapshot? Snapshot { get; set; }

    /// <summary>The snapshot of which everything was read that is to be read; null: something is left, or not known to be.</summary>
    public Snapshot? Complete { get; set; }

    /// <summary>The hash of the manifest that was read last; null: none was.</summary>
    public string? ManifestHash { get; set; }

    /// <summary>The manifest, as it was last read well.</summary>
    public BundleManifest Manifest { get; set; } = BundleManifest.Default;

    /// <summary>The state as the store holds it.</summary>
    /// <param name="bundle">Name of the bundle.</param>
    /// <param name="snapshot">The code that is current; null: none.</param>
    /// <param name="store">The store.</param>
    /// <param name="code">Where code is.</param>
    public static async Task<BundleState> ReadAsync(string bundle, string? snapshot, IStore store, CodeStore code)
    {
        var rows = await store.ListBundleFilesAsync(bundle);
        var errors = new ImportErrorSet();
        foreach (var error in await store.ListImportErrorsAsync(bundle))
        {
            errors.Set(error.File, isBroken: true);
        }

        var current = snapshot is null ? null : await code.GetAsync(snapshot, CancellationToken.None);
        if (current is not null)
        {
            // A snapshot does not say when its files were changed: what is known spares reading them again.
            var files = current.Files.ToDictionary(StringComparer.Ordinal);
            foreach (var row in rows.Where(r => files.TryGetValue(r.Path, out var file) && file.Hash == r.Hash))
            {
                files[row.Path] = files[row.Path] with { LastModified = row.ModifiedAt };
            }

            current = current with { Files = files };
        }

        var memory = FileMemory.Of(rows);
        await AddVaryingAsync(memory, store);
        return new BundleState(memory, errors, current);
    }

    private static async Task AddVaryingAsync(FileMemory memory, IStore store)
    {
        await foreach (var warning in DagWarnings.AllAsync(store, DagWarningTypes.RuntimeVaryingValue))
        {
            if (memory.OwnerOf(warning.DagId) is { } path)
            {
                memory.Varying.Add(path);
            }
        }
    }
}
