using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Orrery.Runtime.Processes;

/// <summary>What a try said of its outlets.</summary>
/// <param name="Json">A JSON object; null when it said nothing.</param>
/// <param name="Problem">What is wrong with it, and the remedy; null when nothing is.</param>
internal readonly record struct OutletsValue(string? Json, string? Problem);

/// <summary>Reads the file in which a try may say what its outlets are news of: a JSON object. What it means is decided where the DAG is known.</summary>
internal static class OutletsFile
{
    /// <summary>Reads what was said.</summary>
    /// <param name="path">The file; it need not exist.</param>
    /// <param name="maxBytes">Largest size of the file.</param>
    public static OutletsValue Read(string path, long maxBytes)
    {
        if (Directory.Exists(path))
        {
            return Wrong("What was said of the outlets is a folder. Write a plain file to $ORRERY_OUTLETS.");
        }

        byte[] content;
        try
        {
            using var file = Linux.SafeFile.Open(path);
            var length = RandomAccess.GetLength(file);
            if (length > maxBytes)
            {
                return Wrong($"What was said of the outlets has {length} bytes; at most {maxBytes} are allowed. Say only what those who wait need to know.");
            }

            content = new byte[length];
            content = content[..RandomAccess.Read(file, content, 0)];
        }
        catch (FileNotFoundException)
        {
            return default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Wrong($"What was said of the outlets cannot be read: {e.Message} Write a plain file to $ORRERY_OUTLETS.");
        }

        return Parse(content);
    }

    private static OutletsValue Parse(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith(Encoding.UTF8.Preamble))
        {
            content = content[Encoding.UTF8.Preamble.Length..];
        }

        if (!Utf8.IsValid(content))
        {
            return Wrong("What was said of the outlets is not valid UTF-8. Write JSON to $ORRERY_OUTLETS.");
        }

        var text = Encoding.UTF8.GetString(content).Trim();
        if (text.Length == 0)
        {
            return default;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? new OutletsValue(text, null) : NoObject();
        }
        catch (JsonException)
        {
            return NoObject();
        }
    }

    private static OutletsValue NoObject() =>
        Wrong("What was said of the outlets is no JSON object. Write one to $ORRERY_OUTLETS, as {\"s3://data/orders\": {\"rows\": 42}}.");

    private static OutletsValue Wrong(string problem) => new(null, problem);
}
