using System.Security.Cryptography;
using System.Text;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Search;
using Orrery.Grains.Interfaces.Versions;

namespace Orrery.Client.Http.Wire;

/// <summary>The release a run is pinned to: Airflow's <c>DagVersionResponse</c>.</summary>
internal sealed record ReleaseWire(
    Guid Id, int VersionNumber, string DagId, string BundleName, string? BundleVersion, DateTimeOffset CreatedAt, string DagDisplayName, string? BundleUrl)
{
    /// <summary>The release of a run; null: it is not kept.</summary>
    public static ReleaseWire? Of(DagRunInfo run) => run is { BundleName: { } bundle, ReleasedAt: { } at }
        ? new ReleaseWire(IdOf(run.DagId, run.VersionNumber), run.VersionNumber, run.DagId, bundle, run.BundleVersion, at, run.DagId, BundleUrl: null)
        : null;

    /// <summary>The release of the run of a task instance; null: it is not kept.</summary>
    public static ReleaseWire? Of(FoundTaskInstance found) => found is { BundleName: { } bundle, ReleasedAt: { } at }
        ? new ReleaseWire(IdOf(found.Task.DagId, found.VersionNumber), found.VersionNumber, found.Task.DagId, bundle, found.BundleVersion, at, found.Task.DagId, BundleUrl: null)
        : null;

    /// <summary>A release.</summary>
    public static ReleaseWire Of(DagVersionInfo info) => new(
        IdOf(info.DagId, info.VersionNumber), info.VersionNumber, info.DagId, info.BundleName, info.BundleVersion, info.CreatedAt, info.DagId, BundleUrl: null);

    /// <summary>Airflow gives each release a number of its own; this one is made of what names the release.</summary>
    public static Guid IdOf(string dagId, int release) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{dagId}\n{release}")).AsSpan(0, 16));
}
