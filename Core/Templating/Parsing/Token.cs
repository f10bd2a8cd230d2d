using Orrery.Core.Templating.Syntax;

namespace Orrery.Core.Templating.Parsing;

internal enum TokenKind
{
    Text,
    PrintBegin,
    PrintEnd,
    BlockBegin,
    BlockEnd,
    Name,
    Integer,
    Float,
    String,
    Operator,
    End,
}

/// <summary>A word of a template. For strings the text is what the literal means, for all others what is written.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, Position Position)
{
    public bool Is(TokenKind kind, string text) => Kind == kind && Text == text;

    /// <summary>How the token is called in messages.</summary>
    public string Describe() => Kind switch
    {
        TokenKind.End => "the end of the template",
        TokenKind.PrintEnd => "'}}'",
        TokenKind.BlockEnd => "'%}'",
        TokenKind.Text => "text",
        TokenKind.String => $"the string '{Text}'",
        _ => $"'{Text}'",
    };
}
