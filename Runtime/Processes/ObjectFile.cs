using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Orrery.Runtime.Processes;

/// <summary>What a try wrote.</summary>
/// <param name="Json">A JSON object; null when it wrote nothing.</param>
/// <param name="Problem">What is wrong with it, and the remedy; null when nothing is.</param>
internal readonly record struct ObjectValue(string? Json, string? Problem);

/// <summary>A file in which a try may leave a JSON object. What it means is decided where the DAG is known.</summary>
/// <param name="what">What it holds, for the start of a sentence, in the singular.</param>
/// <param name="variable">The variable that names it, with its <c>$</c>.</param>
/// <param name="shorter">What to do when it is too large.</param>
/// <param name="example">An object that may stand in it.</param>
internal sealed class ObjectFile(string what, string variable, string shorter, string example)
{
    /// <summary>What its outlets are news of.</summary>
    public static readonly ObjectFile Outlets = new(
        "What was said of the outlets", "$ORRERY_OUTLETS", "Say only what those who wait need to know.", """{"s3://data/orders": {"rows": 42}}""");

    /// <summary>XComs under keys of their own, beside the return value.</summary>
    public static readonly ObjectFile XComKeys = new(
        "What was pushed", "$ORRERY_XCOM_KEYS", "Write the data to a file or an object store and pass where it is.", """{"rows": 42}""");

    /// <summary>Reads what was said.</summary>
    /// <param name="path">The file; it need not exist.</param>
    /// <param name="maxBytes">Largest size of the file.</param>
    public ObjectValue Read(string path, long maxBytes)
    {
        if (Directory.Exists(path))
        {
            return Wrong($"{what} is a folder. Write a plain file to {variable}.");
        }

        byte[] content;
        try
        {
            using var file = Linux.SafeFile.Open(path);
            var length = RandomAccess.GetLength(file);
            if (length > maxBytes)
            {
                return Wrong($"{what} has {length} bytes; at most {maxBytes} are allowed. {shorter}");
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
            return Wrong($"{what} cannot be read: {e.Message} Write a plain file to {variable}.");
        }

        return Parse(content);
    }

    private ObjectValue Parse(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith(Encoding.UTF8.Preamble))
        {
            content = content[Encoding.UTF8.Preamble.Length..];
        }

        if (!Utf8.IsValid(content))
        {
            return Wrong($"{what} is not valid UTF-8. Write JSON to {variable}.");
        }

        var text = Encoding.UTF8.GetString(content).Trim();
        if (text.Length == 0)
        {
            return default;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? new ObjectValue(text, null) : NoObject();
        }
        catch (JsonException)
        {
            return NoObject();
        }
    }

    private ObjectValue NoObject() =>
        Wrong($"{what} is no JSON object. Write one to {variable}, as {example}.");

    private static ObjectValue Wrong(string problem) => new(null, problem);
}
