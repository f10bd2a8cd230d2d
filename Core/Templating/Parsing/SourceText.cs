using Orrery.Core.Templating.Syntax;

namespace Orrery.Core.Templating.Parsing;

/// <summary>The text of a template, as Jinja reads it: line ends are one character, and one line end at the end is dropped.</summary>
internal sealed class SourceText
{
    private readonly string _name;
    private readonly List<int> _lineStarts = [0];

    public SourceText(string text, string name)
    {
        _name = name;
        Text = Normalize(text);
        for (int i = 0; i < Text.Length; i++)
        {
            if (Text[i] == '\n')
            {
                _lineStarts.Add(i + 1);
            }
        }
    }

    public string Text { get; }

    public static string Normalize(string text)
    {
        if (text.Contains('\r', StringComparison.Ordinal))
        {
            text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        }
        return text.EndsWith('\n') ? text[..^1] : text;
    }

    public Position PositionOf(int offset)
    {
        int line = _lineStarts.BinarySearch(offset);
        line = line >= 0 ? line : ~line - 1;
        return new Position(line + 1, offset - _lineStarts[line] + 1);
    }

    public TemplateError SyntaxError(int offset, string problem) => SyntaxError(PositionOf(offset), problem);

    public TemplateError SyntaxError(Position position, string problem) =>
        new(TemplateErrorKind.Syntax, _name, position.Line, position.Column, problem);
}
