using System.Runtime.CompilerServices;
using Orrery.Core.Bundles;

namespace Orrery.Storage.Maintenance;

/// <summary>Checks that code is what its hashes say, and that all that is in a folder is there.</summary>
internal static class CodeCheck
{
    /// <summary>What is wrong.</summary>
    public static async IAsyncEnumerable<StoreFinding> FindAsync(IStoreSnapshot snapshot, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var (hash, content) in ReadAsync(snapshot, "SELECT hash, content FROM code_blob ORDER BY hash", cancellationToken).ConfigureAwait(false))
        {
            files.Add(hash);
            if (TreeFormat.HashOf(content) != hash)
            {
                yield return new StoreFinding("code_file", $"file {hash}", "Its content is not the one it was named after.", StoreChecks.CodeRemedy);
            }
        }

        var folders = new HashSet<string>(StringComparer.Ordinal);
        var below = new List<(string Folder, TreeEntry Entry)>();
        await foreach (var (hash, entries) in ReadAsync(snapshot, "SELECT hash, entries FROM code_tree ORDER BY hash", cancellationToken).ConfigureAwait(false))
        {
            folders.Add(hash);
            if (TreeFormat.HashOf(entries) != hash || Read(entries) is not { } read)
            {
                yield return new StoreFinding("code_folder", $"folder {hash}", "What is in it is not what it was named after.", StoreChecks.CodeRemedy);
                continue;
            }

            foreach (var entry in read)
            {
                if (entry.IsTree)
                {
                    below.Add((hash, entry));
                }
                else if (!files.Contains(entry.Hash))
                {
                    yield return Missing(hash, entry);
                }
            }
        }

        foreach (var (folder, entry) in below.Where(b => !folders.Contains(b.Entry.Hash)))
        {
            yield return Missing(folder, entry);
        }
    }

    private static StoreFinding Missing(string folder, TreeEntry entry) =>
        new("code_entry", $"folder {folder}", $"'{entry.Name}' in it ({entry.Hash}) does not exist.", StoreChecks.CodeRemedy);

    private static IAsyncEnumerable<(string Hash, byte[] Bytes)> ReadAsync(IStoreSnapshot snapshot, string sql, CancellationToken cancellationToken) =>
        snapshot.QueryAsync(sql, s => (s.Text(), s.Bytes()), cancellationToken);

    private static IReadOnlyList<TreeEntry>? Read(byte[] entries)
    {
        try
        {
            return TreeFormat.Read(entries);
        }
        catch (TreeException)
        {
            return null;
        }
    }
}
