using System.Text;
using Orrery.Core.Json;

namespace Orrery.Core.Bundles;

/// <summary>The folders of a snapshot as programs that list them see them. Pure.</summary>
/// <param name="paths">Paths of all its files, with <c>/</c>.</param>
public sealed class DirectoryListings(IEnumerable<string> paths)
{
    /// <summary>The name of the snapshot's own folder.</summary>
    public const string Root = ".";

    // Nobody may ask, and it is gone through all files.
    private readonly Lazy<Dictionary<string, SortedSet<string>>> _folders = new(() => IndexOf(paths));

    /// <summary>SHA-256 of the names in a folder, those of its folders with a <c>/</c> behind, 64 hex digits; empty: there is no such folder.</summary>
    /// <param name="folder">Path of the folder without a <c>/</c> at its end, or <see cref="Root"/>.</param>
    public string HashOf(string folder) =>
        _folders.Value.TryGetValue(folder, out var names) ? CanonicalJson.Sha256Hex(Encoding.UTF8.GetBytes(string.Join('\n', names))) : "";

    private static Dictionary<string, SortedSet<string>> IndexOf(IEnumerable<string> paths)
    {
        var folders = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            // Up to the first folder that is known: those above it know it too.
            for (var (name, suffix, isNew) = (path, "", true); isNew; suffix = "/")
            {
                var end = name.LastIndexOf('/');
                var folder = end < 0 ? Root : name[..end];
                isNew = !folders.TryGetValue(folder, out var names);
                if (names is null)
                {
                    folders[folder] = names = new SortedSet<string>(StringComparer.Ordinal);
                }

                names.Add(name[(end + 1)..] + suffix);
                isNew &= end >= 0;
                name = folder;
            }
        }

        return folders;
    }
}
