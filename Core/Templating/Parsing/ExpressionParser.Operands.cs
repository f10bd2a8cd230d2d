using Orrery.Core.Templating.Syntax;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Parsing;

/// <content>What operators stand between: literals, names, brackets, members, subscripts and calls.</content>
internal sealed partial class ExpressionParser
{
    private Expression ParsePrimary()
    {
        var token = tokens.Current;
        switch (token.Kind)
        {
            case TokenKind.Name:
                return ParseName();
            case TokenKind.String:
                return ParseStrings();
            case TokenKind.Integer or TokenKind.Float:
                tokens.Take();
                var number = NumberLiteral.Parse(token) ?? throw tokens.Error(token.Position, $"'{token.Text}' is no number");
                return new ConstantExpression(token.Position, number);
        }
        if (tokens.TakeIf("("))
        {
            return ParseParentheses(token.Position);
        }
        if (tokens.TakeIf("["))
        {
            return new ListExpression(token.Position, ParseItems("]", Parse));
        }
        if (tokens.TakeIf("{"))
        {
            return new DictExpression(token.Position, ParseItems("}", ParsePair));
        }
        throw tokens.Unexpected("an expression");
    }

    private Expression ParseName()
    {
        var token = tokens.Take();
        TemplateValue? constant = token.Text switch
        {
            "true" or "True" => BoolValue.True,
            "false" or "False" => BoolValue.False,
            "none" or "None" => NoneValue.Instance,
            _ => null,
        };
        return constant is null ? references.Name(new NameExpression(token.Position, token.Text)) : new ConstantExpression(token.Position, constant);
    }

    private ConstantExpression ParseStrings()
    {
        var position = tokens.Position;
        var parts = new List<string>();
        while (tokens.Current.Kind == TokenKind.String)
        {
            parts.Add(tokens.Take().Text);
        }
        return new ConstantExpression(position, new StringValue(string.Concat(parts)));
    }

    private Expression ParseParentheses(Position position)
    {
        if (tokens.TakeIf(")"))
        {
            return new TupleExpression(position, []);
        }
        var inner = ParseTuple();
        tokens.Expect(")");
        return inner;
    }

    private List<T> ParseItems<T>(string close, Func<T> parse)
    {
        var items = new List<T>();
        while (!tokens.At(close))
        {
            items.Add(parse());
            if (!tokens.TakeIf(","))
            {
                break;
            }
        }
        tokens.Expect(close);
        return items;
    }

    private (Expression Key, Expression Value) ParsePair()
    {
        var key = Parse();
        tokens.Expect(":");
        return (key, Parse());
    }

    private Expression ParsePostfix(Expression value)
    {
        while (true)
        {
            var position = tokens.Position;
            if (tokens.TakeIf("."))
            {
                value = ParseMember(position, value);
            }
            else if (tokens.TakeIf("["))
            {
                value = ParseSubscript(position, value);
            }
            else if (tokens.TakeIf("("))
            {
                value = references.Call(new CallExpression(position, value, ParseArguments()));
            }
            else
            {
                return value;
            }
        }
    }

    private Expression ParseMember(Position position, Expression value)
    {
        var token = tokens.Take();
        return token.Kind switch
        {
            TokenKind.Name => references.Attribute(new AttributeExpression(position, value, token.Text)),
            TokenKind.Integer when NumberLiteral.Parse(token) is { } index =>
                new ItemExpression(position, value, new ConstantExpression(token.Position, index)),
            _ => throw tokens.Error(token.Position, $"a name was expected after '.', not {token.Describe()}"),
        };
    }

    private Expression ParseSubscript(Position position, Expression value)
    {
        var start = tokens.At(":") ? null : ParseTuple();
        if (!tokens.At(":"))
        {
            tokens.Expect("]");
            return references.Item(new ItemExpression(position, value, start!));
        }
        tokens.Take();
        var stop = tokens.At(":") || tokens.At("]") ? null : Parse();
        var step = tokens.TakeIf(":") && !tokens.At("]") ? Parse() : null;
        tokens.Expect("]");
        return new SliceExpression(position, value, start, stop, step);
    }

    private ArgumentList ParseArguments()
    {
        var positional = new List<Expression>();
        var named = new List<(string Name, Expression Value)>();
        foreach (var (name, value) in ParseItems(")", ParseArgument))
        {
            if (name is null)
            {
                positional.Add(named.Count == 0
                    ? value
                    : throw tokens.Error(value.Position, "an argument without a name cannot follow one with a name"));
            }
            else if (named.Any(n => n.Name == name))
            {
                throw tokens.Error(value.Position, $"the argument '{name}' is given twice");
            }
            else
            {
                named.Add((name, value));
            }
        }
        return new ArgumentList(positional, named);
    }

    private (string? Name, Expression Value) ParseArgument()
    {
        if (tokens.At("*") || tokens.At("**"))
        {
            throw tokens.Error("arguments cannot be unpacked with '*'; write them one by one");
        }
        if (tokens.Current.Kind == TokenKind.Name && tokens.Next.Is(TokenKind.Operator, "="))
        {
            string name = tokens.Take().Text;
            tokens.Take();
            return (name, Parse());
        }
        return (null, Parse());
    }
}
