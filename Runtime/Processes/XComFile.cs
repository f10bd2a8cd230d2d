using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Orrery.Runtime.Linux;

namespace Orrery.Runtime.Processes;

/// <summary>The return value a try left.</summary>
/// <param name="Json">The value as JSON; null when there is none.</param>
/// <param name="Problem">What is wrong with it, and the remedy; null when nothing is.</param>
internal readonly record struct XComValue(string? Json, string? Problem);

/// <summary>Reads the file a try may leave as its return value: JSON as a whole, or else its last line as a string.</summary>
internal static class XComFile
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads the value.</summary>
    /// <param name="path">The file; it need not exist.</param>
    /// <param name="maxBytes">Largest size of the file.</param>
    public static XComValue Read(string path, long maxBytes)
    {
        if (Directory.Exists(path))
        {
            return Wrong("The XCom is a folder. Write a plain file to $ORRERY_XCOM.");
        }

        byte[] content;
        try
        {
            using var file = SafeFile.Open(path);
            var length = RandomAccess.GetLength(file);
            if (length > maxBytes)
            {
                return Wrong($"The XCom has {length} bytes; at most {maxBytes} are allowed. Write the data to a file or an object store and pass where it is.");
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
            return Wrong($"The XCom cannot be read: {e.Message} Write a plain file to $ORRERY_XCOM.");
        }

        return Parse(content);
    }

    private static XComValue Parse(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith(Encoding.UTF8.Preamble))
        {
            content = content[Encoding.UTF8.Preamble.Length..];
        }

        if (!Utf8.IsValid(content))
        {
            return Wrong("The XCom is not valid UTF-8. Encode binary data, for example as Base64, or write it to a file and pass where it is.");
        }

        var text = Encoding.UTF8.GetString(content).Trim();
        if (text.Length == 0)
        {
            return default;
        }

        try
        {
            using var whole = JsonDocument.Parse(text);
            return new XComValue(text, null);
        }
        catch (JsonException)
        {
            var lastLine = text[(text.LastIndexOf('\n') + 1)..].Trim();
            return new XComValue(JsonSerializer.Serialize(lastLine, Readable), null);
        }
    }

    private static XComValue Wrong(string problem) => new(null, problem);
}
