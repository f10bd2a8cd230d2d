using Orrery.Core.Bundles;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Bundles;

namespace Orrery.Runtime.Code;

/// <summary>Puts a try where its code is.</summary>
internal static class TaskCode
{
    /// <summary>The variable that names the folder of the bundle's snapshot.</summary>
    public const string Variable = "ORRERY_BUNDLE_DIR";

    /// <summary>The same specification with a working directory of this machine.</summary>
    /// <exception cref="BundleException">The code is not there, or the directory is none inside it.</exception>
    /// <exception cref="Engines.HostNotReadyException">The code cannot be had at present.</exception>
    public static async Task<LaunchSpec> PlaceAsync(LaunchSpec spec, ICodeFolders? code)
    {
        if (spec.Snapshot is not { } snapshot)
        {
            return spec;
        }

        if (code is null)
        {
            throw new BundleException($"The task runs code of snapshot {snapshot}, and this host was set up without a source of code.");
        }

        var below = spec.WorkingDirectory ?? "";
        if (below.Length > 0 && TreeNames.Problem(below) is { } problem)
        {
            throw new BundleException($"The working directory '{below}' {problem}: it must be a folder of the bundle. Deploy the bundle again.");
        }

        var folder = await code.FolderAsync(snapshot).ConfigureAwait(false);
        return spec with
        {
            WorkingDirectory = Path.Combine(folder, below),
            Environment = new Dictionary<string, string>(spec.Environment, StringComparer.Ordinal) { [Variable] = folder },
        };
    }
}
