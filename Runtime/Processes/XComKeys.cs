using System.Text.Json;

namespace Orrery.Runtime.Processes;

/// <summary>Reads the XComs a try may leave under keys of their own.</summary>
internal static class XComKeys
{
    private const int MaxKeys = 256;
    private const int MaxKeyLength = 512;

    /// <summary>Reads them.</summary>
    /// <param name="path">The file; it need not exist.</param>
    /// <param name="maxBytes">Largest size of the file, and so of each value.</param>
    public static ObjectValue Read(string path, long maxBytes)
    {
        var read = ObjectFile.XComKeys.Read(path, maxBytes);
        if (read.Json is null)
        {
            return read;
        }

        using var document = JsonDocument.Parse(read.Json);
        var keys = document.RootElement.EnumerateObject().Select(p => p.Name).ToList();
        return keys.Count > MaxKeys
            ? new ObjectValue(null, $"The task pushed {keys.Count} XComs; at most {MaxKeys} are allowed. Push one mapping instead.")
            : keys.Find(k => k.Length is 0 or > MaxKeyLength || k.Any(char.IsControl)) is { } key
                ? new ObjectValue(null, $"The task pushed an XCom under a key of {key.Length} characters: keys have 1 to {MaxKeyLength} printable ones.")
                : read;
    }
}
