using System.Buffers;
using System.Text;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles.Yaml;

/// <summary>What is checked before a text is given to the YAML parser.</summary>
internal static class YamlText
{
    // Everything below the space but tab and line ends, and DEL. They cannot be written in YAML, and mean that this is no text file.
    private static readonly SearchValues<char> Unwritable = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (char)c).Where(c => c is not ('\t' or '\n' or '\r')), (char)0x7F]);

    /// <summary>The text without a byte order mark; null, with an error, when it cannot be a DAG file.</summary>
    public static string? Prepare(string text, DagFileLimits limits, DagFileReport report)
    {
        var start = new SourceLocation(1, 1);
        if (text.Length > limits.MaxBytes || Encoding.UTF8.GetByteCount(text) > limits.MaxBytes)
        {
            report.Error(start, DagProblemCodes.UnreadableText,
                $"the file has more than {limits.MaxBytes} bytes", "move scripts and data into files of their own, or split the file");
            return null;
        }

        if (text.StartsWith('\uFEFF'))
        {
            text = text[1..];
        }

        if (text.AsSpan().IndexOfAny(Unwritable) is >= 0 and var control)
        {
            report.Error(Locate(text, control), DagProblemCodes.UnreadableText,
                $"the file holds the control character U+{(int)text[control]:X4}", "save it as plain UTF-8 text");
            return null;
        }

        if (FindLoneSurrogate(text) is { } surrogate)
        {
            report.Error(Locate(text, surrogate), DagProblemCodes.UnreadableText,
                "the file holds half of a Unicode character", "save it as UTF-8");
            return null;
        }

        return text;
    }

    /// <summary>Index of a UTF-16 surrogate without its other half; null when there is none.</summary>
    public static int? FindLoneSurrogate(string text)
    {
        for (var i = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])))
            {
                return i;
            }

            if (char.IsSurrogate(text[i]))
            {
                i++;
            }
        }

        return null;
    }

    private static SourceLocation Locate(string text, int index)
    {
        var before = text.AsSpan(0, index);
        return new SourceLocation(before.Count('\n') + 1, index - before.LastIndexOf('\n'));
    }
}
