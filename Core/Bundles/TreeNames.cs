using System.Text;

namespace Orrery.Core.Bundles;

/// <summary>Which paths a tree can hold: those that mean one file inside it, on every machine.</summary>
public static class TreeNames
{
    /// <summary>Longest name of a file or folder: 255 bytes of UTF-8, as file systems have it.</summary>
    public const int MaxNameBytes = 255;

    /// <summary>Longest path: 1,024 characters, so that it fits below any folder.</summary>
    public const int MaxPathLength = 1_024;

    /// <summary>Deepest nesting: a path of 64 names.</summary>
    public const int MaxDepth = 64;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What is wrong with a path, as the end of a sentence; null: nothing.</summary>
    public static string? Problem(string path)
    {
        if (path.Length > MaxPathLength)
        {
            return $"is longer than {MaxPathLength} characters";
        }

        var names = path.Split('/');
        return names.Length > MaxDepth ? $"is nested deeper than {MaxDepth} folders" : names.Select(NameProblem).FirstOrDefault(p => p is not null);
    }

    /// <summary>What is wrong with one name of a path, as the end of a sentence; null: nothing.</summary>
    public static string? NameProblem(string name)
    {
        if (name is "" or "." or "..")
        {
            return name.Length == 0 ? "begins or ends with '/', or has two in a row" : $"has the name '{name}' in it, which leads elsewhere";
        }

        if (name.Contains('\0', StringComparison.Ordinal) || name.Contains('/', StringComparison.Ordinal))
        {
            return "has a character in it that no name can have";
        }

        try
        {
            return Strict.GetByteCount(name) > MaxNameBytes ? $"has a name of more than {MaxNameBytes} bytes in it" : null;
        }
        catch (EncoderFallbackException)
        {
            return "is not valid Unicode";
        }
    }
}
