using System.Collections.Frozen;

namespace Orrery.Core.Templating.Parsing;

/// <summary>Cuts a template into tokens and applies whitespace control (<c>{%-</c>, <c>-%}</c>). Linear in the text: it never goes back.</summary>
internal sealed class Lexer(SourceText source)
{
    // Longest first, because each is tried in turn.
    private static readonly string[] Operators =
        ["//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";"];

    private static readonly FrozenDictionary<char, char> Opening =
        new Dictionary<char, char> { [')'] = '(', [']'] = '[', ['}'] = '{' }.ToFrozenDictionary();

    private readonly string _text = source.Text;
    private readonly List<Token> _tokens = [];
    private int _at;
    private bool _trimNext;

    public IReadOnlyList<Token> Run()
    {
        while (_at < _text.Length)
        {
            ReadTextAndTag();
        }
        Add(TokenKind.End, "", _text.Length);
        return _tokens;
    }

    private void ReadTextAndTag()
    {
        int start = _at;
        int tag = FindTag(start);
        bool trimBefore = tag < _text.Length && Peek(tag + 2) == '-';
        AddText(start, tag, trimBefore);
        if (tag == _text.Length)
        {
            _at = tag;
            return;
        }
        _at = tag + (Peek(tag + 2) is '-' or '+' ? 3 : 2);
        switch (_text[tag + 1])
        {
            case '#':
                SkipComment(tag);
                break;
            case '{':
                Add(TokenKind.PrintBegin, "{{", tag);
                ReadExpressionTokens(tag, "}}", TokenKind.PrintEnd);
                break;
            default:
                if (!ReadRaw(tag))
                {
                    Add(TokenKind.BlockBegin, "{%", tag);
                    ReadExpressionTokens(tag, "%}", TokenKind.BlockEnd);
                }
                break;
        }
    }

    private int FindTag(int from)
    {
        for (int at = _text.IndexOf('{', from); at >= 0 && at + 1 < _text.Length; at = _text.IndexOf('{', at + 1))
        {
            if (_text[at + 1] is '{' or '%' or '#')
            {
                return at;
            }
        }
        return _text.Length;
    }

    private void AddText(int start, int end, bool trimEnd)
    {
        if (_trimNext)
        {
            while (start < end && char.IsWhiteSpace(_text[start]))
            {
                start++;
            }
        }
        while (trimEnd && end > start && char.IsWhiteSpace(_text[end - 1]))
        {
            end--;
        }
        _trimNext = false;
        if (end > start)
        {
            Add(TokenKind.Text, _text[start..end], start);
        }
    }

    private void SkipComment(int tag)
    {
        int end = _text.IndexOf("#}", tag + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            throw source.SyntaxError(tag, "the comment '{#' is not closed; add '#}'");
        }
        _trimNext = _text[end - 1] == '-' && end - 1 > tag + 1;
        _at = end + 2;
    }

    /// <summary><c>{% raw %}…{% endraw %}</c>: the text between them is no template.</summary>
    private bool ReadRaw(int tag)
    {
        int after = TagNamed("raw", _at);
        if (after < 0)
        {
            return false;
        }
        bool trimStart = _text[after - 3] == '-';
        for (int at = _text.IndexOf("{%", after, StringComparison.Ordinal); at >= 0; at = _text.IndexOf("{%", at + 2, StringComparison.Ordinal))
        {
            bool trimEnd = Peek(at + 2) == '-';
            int end = TagNamed("endraw", at + (Peek(at + 2) is '-' or '+' ? 3 : 2));
            if (end >= 0)
            {
                _trimNext = trimStart;
                AddText(after, at, trimEnd);
                _trimNext = _text[end - 3] == '-';
                _at = end;
                return true;
            }
        }
        throw source.SyntaxError(tag, "'{% raw %}' is not closed; add '{% endraw %}'");
    }

    /// <summary>Where a tag of only that name ends, or -1.</summary>
    private int TagNamed(string name, int at)
    {
        at = SkipWhiteSpace(at);
        if (string.CompareOrdinal(_text, at, name, 0, name.Length) != 0)
        {
            return -1;
        }
        at = SkipWhiteSpace(at + name.Length);
        at += Peek(at) is '-' or '+' ? 1 : 0;
        return string.CompareOrdinal(_text, at, "%}", 0, 2) == 0 ? at + 2 : -1;
    }

    private void ReadExpressionTokens(int tag, string end, TokenKind endKind)
    {
        var open = new Stack<char>();
        while (true)
        {
            _at = SkipWhiteSpace(_at);
            if (_at >= _text.Length)
            {
                throw source.SyntaxError(tag, $"'{_text.Substring(tag, 2)}' is not closed; add '{end}'");
            }
            bool trim = _text[_at] == '-';
            bool keep = _text[_at] == '+' && endKind == TokenKind.BlockEnd;
            // A brace that closes a dict is not the end of the tag.
            if (open.Count == 0 && string.CompareOrdinal(_text, _at + (trim || keep ? 1 : 0), end, 0, 2) == 0)
            {
                Add(endKind, end, _at);
                _at += trim || keep ? 3 : 2;
                _trimNext = trim;
                return;
            }
            ReadExpressionToken(open);
        }
    }

    private void ReadExpressionToken(Stack<char> open)
    {
        char c = _text[_at];
        int start = _at;
        if (c == '_' || char.IsLetter(c))
        {
            while (_at < _text.Length && (_text[_at] == '_' || char.IsLetterOrDigit(_text[_at])))
            {
                _at++;
            }
            Add(TokenKind.Name, _text[start.._at], start);
        }
        else if (char.IsAsciiDigit(c))
        {
            bool afterDot = _tokens[^1].Is(TokenKind.Operator, ".");
            var (kind, length) = NumberLiteral.Measure(_text, start, integerOnly: afterDot);
            _at += length;
            Add(kind, _text[start.._at], start);
        }
        else if (c is '\'' or '"')
        {
            Add(TokenKind.String, StringLiteral.Read(source, ref _at), start);
        }
        else
        {
            ReadOperator(open, start);
        }
    }

    private void ReadOperator(Stack<char> open, int start)
    {
        string? symbol = Array.Find(Operators, o => string.CompareOrdinal(_text, start, o, 0, o.Length) == 0);
        if (symbol is null)
        {
            throw source.SyntaxError(start, $"unexpected character '{_text[start]}'");
        }
        if (symbol is "(" or "[" or "{")
        {
            open.Push(symbol[0]);
        }
        else if (Opening.TryGetValue(symbol[0], out char expected))
        {
            if (!open.TryPop(out char opened) || opened != expected)
            {
                throw source.SyntaxError(
                    start, opened == '\0' ? $"'{symbol}' closes nothing that is open here" : $"'{opened}' is not closed before '{symbol}'");
            }
        }
        _at += symbol.Length;
        Add(TokenKind.Operator, symbol, start);
    }

    private int SkipWhiteSpace(int at)
    {
        while (at < _text.Length && char.IsWhiteSpace(_text[at]))
        {
            at++;
        }
        return at;
    }

    private char Peek(int at) => at < _text.Length ? _text[at] : '\0';

    private void Add(TokenKind kind, string text, int offset) => _tokens.Add(new Token(kind, text, source.PositionOf(offset)));
}
