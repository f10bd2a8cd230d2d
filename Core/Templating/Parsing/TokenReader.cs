using Orrery.Core.Templating.Syntax;

namespace Orrery.Core.Templating.Parsing;

/// <summary>The tokens of a template, read from front to back.</summary>
internal sealed class TokenReader(SourceText source, IReadOnlyList<Token> tokens)
{
    /// <summary>Nesting of brackets and blocks; the parser calls itself once for each.</summary>
    private const int MaxNesting = 100;

    private int _at;
    private int _nesting;

    public Token Current => tokens[_at];

    public Token Next => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    public Position Position => Current.Position;

    public Token Take() => tokens[_at < tokens.Count - 1 ? _at++ : _at];

    public bool At(string symbol) => Current.Is(TokenKind.Operator, symbol);

    public bool AtName(string name) => Current.Is(TokenKind.Name, name);

    public bool TakeIf(string symbol) => TakeIf(At(symbol));

    public bool TakeNameIf(string name) => TakeIf(AtName(name));

    public void Expect(string symbol)
    {
        if (!TakeIf(symbol))
        {
            throw Unexpected($"'{symbol}'");
        }
    }

    public Token Expect(TokenKind kind, string what) => Current.Kind == kind ? Take() : throw Unexpected(what);

    public TemplateError Unexpected(string expected) => Error($"{expected} was expected, not {Current.Describe()}");

    public TemplateError Error(string problem) => source.SyntaxError(Position, problem);

    public TemplateError Error(Position position, string problem) => source.SyntaxError(position, problem);

    /// <summary>Parses something that may contain itself.</summary>
    public T Nested<T>(Func<T> parse)
    {
        if (++_nesting > MaxNesting)
        {
            throw Error($"the template is nested deeper than {MaxNesting} levels");
        }
        var result = parse();
        _nesting--;
        return result;
    }

    private bool TakeIf(bool matches)
    {
        if (matches)
        {
            Take();
        }
        return matches;
    }
}
