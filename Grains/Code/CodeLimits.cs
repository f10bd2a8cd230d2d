using Orrery.Core.Bundles;
using Orrery.Runtime.Bundles;

namespace Orrery.Grains.Code;

/// <summary>Holds a listing against the limits, before anything is read.</summary>
internal static class CodeLimits
{
    private const int Named = 10;
    private const string Remedy = "Move data out of the bundle, or name it in '.orreryignore'.";

    /// <summary>Throws when there is too much.</summary>
    /// <exception cref="BundleException">Everything that is too large, or named as no file can be.</exception>
    public static void Check(string bundle, IReadOnlyList<BundleFile> listing, CodeOptions options)
    {
        var problems = listing.Where(f => f.Size > options.MaxFileBytes)
            .Select(f => $"The file '{f.Path}' has {f.Size} bytes; a file of a bundle may have {options.MaxFileBytes}. {Remedy}")
            .Concat(listing.Select(f => (f.Path, Problem: TreeNames.Problem(f.Path))).Where(f => f.Problem is not null)
                .Select(f => $"The path '{f.Path.Replace('\0', '·')}' {f.Problem}. Rename it, or name it in '.orreryignore'."))
            .ToList();
        var size = listing.Sum(f => f.Size);
        if (size > options.MaxBundleBytes)
        {
            var largest = listing.OrderByDescending(f => f.Size).Take(3).Select(f => $"'{f.Path}' ({f.Size})");
            problems.Add($"The bundle '{bundle}' has {size} bytes; it may have {options.MaxBundleBytes}. Its largest files: {string.Join(", ", largest)}. {Remedy}");
        }

        if (listing.Count > options.MaxFiles)
        {
            problems.Add($"The bundle '{bundle}' has {listing.Count} files; it may have {options.MaxFiles}. {Remedy}");
        }

        if (problems.Count > 0)
        {
            var more = problems.Count > Named ? $"\n… and {problems.Count - Named} more." : "";
            throw new BundleException(string.Join('\n', problems.Take(Named)) + more);
        }
    }
}
