using System.Text;
using Orrery.Runtime.Linux;

namespace Orrery.Runtime.Processes;

/// <summary>What a process left at <c>$ORRERY_DEFER</c>.</summary>
/// <param name="Json">The text; what it means is the run's to say. Null when it cannot be read.</param>
/// <param name="Problem">Why it cannot be read, and the remedy; null when it can.</param>
internal sealed record DeferFile(string? Json, string? Problem)
{
    /// <summary>Reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">Largest size of the file.</param>
    /// <returns>Null when the process left none, or an empty one.</returns>
    public static DeferFile? Read(string path, long maxBytes)
    {
        try
        {
            using var file = SafeFile.Open(path);
            var length = RandomAccess.GetLength(file);
            if (length > maxBytes)
            {
                return new DeferFile(null, $"What the task wrote to $ORRERY_DEFER has {length} bytes; at most {maxBytes} are allowed. Keep large state in a file or an object store.");
            }

            var content = new byte[length];
            var text = Encoding.UTF8.GetString(content, 0, RandomAccess.Read(file, content, 0)).Trim();
            return text.Length == 0 ? null : new DeferFile(text, null);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return new DeferFile(null, $"What the task left at $ORRERY_DEFER cannot be read: {e.Message} Write a plain file.");
        }
    }
}
