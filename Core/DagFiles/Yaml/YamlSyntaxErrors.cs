using Orrery.Core.Validation;
using YamlDotNet.Core;

namespace Orrery.Core.DagFiles.Yaml;

/// <summary>Turns what the YAML parser reports into a place, a sentence and a remedy.</summary>
internal static class YamlSyntaxErrors
{
    private const int MaxLength = 160;

    public static void Report(YamlException error, string text, DagFileReport report)
    {
        var at = new SourceLocation((int)error.Start.Line, (int)error.Start.Column);
        // The parser names the start of the mapping around a tab.
        if (error.Message.Contains("tab", StringComparison.Ordinal) && FindIndentingTab(text) is { } tab)
        {
            report.Error(tab, DagProblemCodes.YamlSyntax, "a line is indented with a tab, which YAML does not allow", "indent with spaces");
            return;
        }

        report.Error(at, DagProblemCodes.YamlSyntax, $"not YAML: {Plain(error.Message)}", Remedy(text, at.Line));
    }

    private static string Remedy(string text, int line)
    {
        var source = text.AsSpan();
        for (var i = 1; i < line && source.IndexOf('\n') is >= 0 and var end; i++)
        {
            source = source[(end + 1)..];
        }

        var colon = source.IndexOf(": ", StringComparison.Ordinal);
        return (colon < 0 ? default : source[(colon + 2)..].TrimStart(' ')) switch
        {
            ['{', '{' or '%', ..] => "put quotes around a value that starts with {{ or {%",
            ['@' or '`' or '%', ..] value => $"put quotes around a value that starts with {value[0]}",
            _ => "check quotes, brackets and indentation here and on the lines before",
        };
    }

    private static SourceLocation? FindIndentingTab(string text)
    {
        var line = 0;
        foreach (var content in text.AsSpan().EnumerateLines())
        {
            line++;
            var indentation = content[..(content.Length - content.TrimStart().Length)];
            if (indentation.IndexOf('\t') is >= 0 and var column)
            {
                return new SourceLocation(line, column + 1);
            }
        }

        return null;
    }

    private static string Plain(string message)
    {
        var first = message.AsSpan().Trim().TrimEnd('.');
        return first.IsEmpty ? "unexpected text" : $"{char.ToLowerInvariant(first[0])}{Shown.Plain(first[1..].ToString(), MaxLength)}";
    }
}
