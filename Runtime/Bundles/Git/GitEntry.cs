using System.Globalization;
using System.Text;

namespace Orrery.Runtime.Bundles.Git;

/// <summary>A file or link of a commit.</summary>
/// <param name="Mode">As git writes it: <c>100644</c>, <c>100755</c>, <c>120000</c> for a link, <c>160000</c> for a submodule.</param>
/// <param name="Id">Name of its content in git.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="Path">Its path.</param>
internal sealed record GitEntry(string Mode, string Id, long Size, string Path)
{
    /// <summary>A listing of more than this is no bundle: some million files.</summary>
    private const long MaxListing = 256 << 20;

    public bool IsFile => Mode is "100644" or "100755" or "100664";

    public bool IsLink => Mode == "120000";

    public bool IsExecutable => Mode == "100755";

    /// <summary>Reads what <c>ls-tree -z -l</c> writes: mode, type, id and size, a tab, the path, NUL.</summary>
    /// <exception cref="BundleException">It is far too long.</exception>
    public static async Task<List<GitEntry>> ReadAsync(Stream output, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int read; (read = await output.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            all.Write(buffer, 0, read);
            if (all.Length > MaxListing)
            {
                throw new BundleException("The repository has too many files to be a bundle. Name the folder that is one as its subdirectory.");
            }
        }

        var entries = new List<GitEntry>();
        foreach (var line in Encoding.UTF8.GetString(all.GetBuffer(), 0, (int)all.Length).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (line[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var mode, _, var id, var size])
            {
                entries.Add(new GitEntry(mode, id, long.TryParse(size, CultureInfo.InvariantCulture, out var bytes) ? bytes : 0, line[(tab + 1)..]));
            }
        }

        return entries;
    }

    /// <summary>Where a link leads; null: out of the bundle.</summary>
    public static string? Resolve(string link, string target)
    {
        if (target.StartsWith('/'))
        {
            return null;
        }

        var at = new List<string>(link.Split('/')[..^1]);
        foreach (var name in target.Split('/'))
        {
            switch (name)
            {
                case "" or ".":
                    break;
                case ".." when at.Count == 0:
                    return null;
                case "..":
                    at.RemoveAt(at.Count - 1);
                    break;
                default:
                    at.Add(name);
                    break;
            }
        }

        return string.Join('/', at);
    }
}
