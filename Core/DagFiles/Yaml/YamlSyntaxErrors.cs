using Orrery.Core.Validation;
using YamlDotNet.Core;

namespace Orrery.Core.DagFiles.Yaml;

/// <summary>Turns what the YAML parser reports into a sentence with a remedy.</summary>
internal static class YamlSyntaxErrors
{
    public static (string Message, string Remedy) Explain(YamlException error, string text, int line)
    {
        var source = Line(text, line);
        if (source[..(source.Length - source.TrimStart().Length)].Contains('\t'))
        {
            return ("a line is indented with a tab, which YAML does not allow", "indent with spaces");
        }

        if (error is AnchorNotFoundException)
        {
            return (Plain(error.Message), "write &name before the value that *name is to repeat");
        }

        var value = source.Contains(": ", StringComparison.Ordinal) ? source[(source.IndexOf(": ", StringComparison.Ordinal) + 2)..].TrimStart() : "";
        return value switch
        {
            ['{', '{' or '%', ..] => ($"not YAML: {Plain(error.Message)}", "put quotes around a value that starts with {{ or {%"),
            ['@' or '`' or '%', ..] => ($"not YAML: {Plain(error.Message)}", $"put quotes around a value that starts with {value[0]}"),
            _ => ($"not YAML: {Plain(error.Message)}", "check quotes, brackets and indentation here and on the lines before"),
        };
    }

    private static string Plain(string message)
    {
        var end = message.IndexOf('\n', StringComparison.Ordinal);
        var first = (end < 0 ? message : message[..end]).TrimEnd('.', ' ');
        return first.Length == 0 ? "unexpected text" : string.Concat(char.ToLowerInvariant(first[0]).ToString(), Shown.Plain(first[1..]));
    }

    private static string Line(string text, int line)
    {
        var rest = text.AsSpan();
        for (var i = 1; i < line && rest.IndexOf('\n') is >= 0 and var end; i++)
        {
            rest = rest[(end + 1)..];
        }

        var length = rest.IndexOfAny('\r', '\n');
        return (length < 0 ? rest : rest[..length]).ToString();
    }
}
