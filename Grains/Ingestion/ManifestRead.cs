using Orrery.Core.Bundles;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Runtime.Loading;

namespace Orrery.Grains.Ingestion;

/// <summary>The manifest of a snapshot.</summary>
/// <param name="Hash">Hash of its content; empty: there is none.</param>
/// <param name="Manifest">What is in effect: the manifest, or when it is broken the one before.</param>
/// <param name="Errors">What is wrong with it.</param>
internal sealed record ManifestRead(string Hash, BundleManifest Manifest, IReadOnlyList<LoadError> Errors)
{
    /// <summary>The answer when all or nothing was asked for, and it is broken.</summary>
    public ParseReport ToRejection(bool isDryRun) => new()
    {
        Errors = [.. Errors.Select(e => e.Message)],
        Files = [new FileReport { Path = BundleManifest.FileName, Errors = [.. Errors.Select(LoadErrors.ToProblem)] }],
        IsRejected = true,
        IsDryRun = isDryRun,
    };
}
