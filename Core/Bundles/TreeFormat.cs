using System.Buffers;
using System.Globalization;
using System.Text;
using Orrery.Core.Json;

namespace Orrery.Core.Bundles;

/// <summary>
/// A folder as bytes, whose SHA-256 names it: the same files have the same name wherever and whenever they are read. Format 1: the line
/// <c>orrery-tree-1</c>, then for each entry a letter for its kind, its hash, its size and its name, with a space between them and NUL at
/// the end, ordered by name.
/// </summary>
/// <remarks>
/// A folder of more than <see cref="MaxUnpaged"/> entries is a list of pages. Where a page ends is decided by names alone, so that a change of
/// one file among many rewrites one page and not the others. Formats never change: hashes are in stores, and their golden values in tests.
/// </remarks>
public static class TreeFormat
{
    /// <summary>Most entries of a folder or page that are kept together: 256, unless names do not part them.</summary>
    public const int MaxUnpaged = 256;

    /// <summary>Bits of a name's hash that are zero in the last name of a page: 128 entries a page on average.</summary>
    private const uint PageMask = 127;

    private const int HashLength = 64;
    private const string Kinds = "fxdp";
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> Header => "orrery-tree-1\n"u8;

    /// <summary>The bytes of entries, which are ordered by name.</summary>
    public static byte[] Write(IReadOnlyList<TreeEntry> entries)
    {
        var text = new StringBuilder();
        foreach (var entry in entries)
        {
            text.Append(Kinds[(int)entry.Kind]).Append(' ').Append(entry.Hash).Append(' ').Append(entry.Size).Append(' ').Append(entry.Name).Append('\0');
        }

        return [.. Header, .. Utf8.GetBytes(text.ToString())];
    }

    /// <summary>The entries that bytes hold, pages as they are.</summary>
    /// <exception cref="TreeException">They are not what <see cref="Write"/> makes.</exception>
    public static IReadOnlyList<TreeEntry> Read(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Header))
        {
            throw new TreeException("The folder does not begin with 'orrery-tree-1': a newer version has written it, or it is damaged.");
        }

        var entries = new List<TreeEntry>();
        for (var rest = bytes[Header.Length..]; rest.Length > 0;)
        {
            var end = rest.IndexOf((byte)0);
            var entry = end < 0 ? null : ReadEntry(rest[..end]);
            if (entry is null || (entries.Count > 0 && string.CompareOrdinal(entries[^1].Name, entry.Name) >= 0))
            {
                throw new TreeException($"Entry {entries.Count + 1} of the folder is not of the form it is written in: the folder is damaged.");
            }

            entries.Add(entry);
            rest = rest[(end + 1)..];
        }

        return entries;
    }

    /// <summary>The name of a file, folder or page: SHA-256 of its bytes, as 64 lower-case hexadecimal digits.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => CanonicalJson.Sha256Hex(bytes);

    /// <summary>Whether a page ends with this name.</summary>
    internal static bool EndsPage(string name)
    {
        // FNV-1a: the same on every machine, and good enough to spread names.
        var hash = 2_166_136_261u;
        foreach (var c in name)
        {
            hash = unchecked((hash ^ c) * 16_777_619u);
        }

        return ((hash ^ (hash >> 16)) & PageMask) == 0;
    }

    private static TreeEntry? ReadEntry(ReadOnlySpan<byte> bytes)
    {
        string text;
        try
        {
            text = Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        // "f " + hash + " " + size + " " + name
        var afterHash = 2 + HashLength;
        var afterSize = text.Length > afterHash + 1 ? text.IndexOf(' ', afterHash + 1) : -1;
        if (afterSize < 0 || Kinds.IndexOf(text[0], StringComparison.Ordinal) is not (>= 0 and var kind) || text[1] != ' ' || text[afterHash] != ' ')
        {
            return null;
        }

        var (hash, name) = (text[2..afterHash], text[(afterSize + 1)..]);
        var isPlain = !hash.AsSpan().ContainsAnyExcept(HexDigits) && TreeNames.NameProblem(name) is null;
        return isPlain && long.TryParse(text.AsSpan((afterHash + 1)..afterSize), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? new TreeEntry(name, (TreeEntryKind)kind, hash, size)
            : null;
    }
}
