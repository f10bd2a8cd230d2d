using Orrery.Core.Templating.Library;
using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Syntax;

namespace Orrery.Core.Templating.Parsing;

/// <summary>
/// Parses expressions with Jinja's grammar, which is not quite Python's: <c>-2 ** 2</c> is 4, <c>2 ** 3 ** 2</c> is 64, and a filter
/// binds tighter than any operator, so that <c>-3 | abs</c> is 3.
/// </summary>
internal sealed partial class ExpressionParser(TokenReader tokens, ReferenceCollector references)
{
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    // From loosest to tightest; '~' stands between '+' and '*'.
    private static readonly string[][] Arithmetic = [["+", "-"], ["~"], ["*", "/", "//", "%"], ["**"]];

    /// <summary>A whole expression, with inline <c>if</c>.</summary>
    public Expression Parse() => tokens.Nested(ParseConditional);

    /// <summary>An expression, or several with commas between, which make a tuple.</summary>
    public Expression ParseTuple(bool withConditional = true)
    {
        var position = tokens.Position;
        var first = withConditional ? Parse() : ParseOr();
        if (!tokens.At(","))
        {
            return first;
        }
        var items = new List<Expression> { first };
        while (tokens.TakeIf(",") && StartsExpression())
        {
            items.Add(withConditional ? Parse() : ParseOr());
        }
        return new TupleExpression(position, items);
    }

    /// <summary>An expression without inline <c>if</c>, for places where <c>if</c> means something else.</summary>
    public Expression ParseOr()
    {
        var left = ParseAnd();
        while (tokens.Position is var position && tokens.TakeNameIf("or"))
        {
            left = new LogicalExpression(position, isAnd: false, left, ParseAnd());
        }
        return left;
    }

    /// <summary><c>name(arguments) | name…</c>, as in <c>{% filter %}</c>: what is filtered comes later.</summary>
    public Func<Expression, Expression> ParseFilters()
    {
        Func<Expression, Expression> chain = static value => value;
        do
        {
            var previous = chain;
            var make = ParseFilter();
            chain = value => make(previous(value));
        }
        while (tokens.TakeIf("|"));
        return chain;
    }

    private Expression ParseConditional()
    {
        var then = ParseOr();
        while (tokens.Position is var position && tokens.TakeNameIf("if"))
        {
            var condition = ParseOr();
            var otherwise = tokens.TakeNameIf("else") ? Parse() : null;
            then = new ConditionalExpression(position, condition, then, otherwise);
        }
        return then;
    }

    private Expression ParseAnd()
    {
        var left = ParseNot();
        while (tokens.Position is var position && tokens.TakeNameIf("and"))
        {
            left = new LogicalExpression(position, isAnd: true, left, ParseNot());
        }
        return left;
    }

    private Expression ParseNot()
    {
        var position = tokens.Position;
        return tokens.TakeNameIf("not") ? new NotExpression(position, tokens.Nested(ParseNot)) : ParseComparison();
    }

    private Expression ParseComparison()
    {
        var position = tokens.Position;
        var first = ParseArithmetic(level: 0);
        var rest = new List<(string, Expression)>();
        while (TakeComparison() is { } symbol)
        {
            rest.Add((symbol, ParseArithmetic(level: 0)));
        }
        return rest.Count == 0 ? first : new ComparisonExpression(position, first, rest);
    }

    private string? TakeComparison()
    {
        if (tokens.Current.Kind == TokenKind.Operator && Comparisons.Contains(tokens.Current.Text, StringComparer.Ordinal))
        {
            return tokens.Take().Text;
        }
        if (tokens.TakeNameIf("in"))
        {
            return "in";
        }
        if (tokens.AtName("not") && tokens.Next.Is(TokenKind.Name, "in"))
        {
            tokens.Take();
            tokens.Take();
            return "not in";
        }
        return null;
    }

    private Expression ParseArithmetic(int level)
    {
        if (level == Arithmetic.Length)
        {
            return ParseUnary(withFilters: true);
        }
        var left = ParseArithmetic(level + 1);
        var joined = new List<Expression>();
        while (tokens.Current.Kind == TokenKind.Operator && Arithmetic[level].Contains(tokens.Current.Text, StringComparer.Ordinal))
        {
            var symbol = tokens.Take();
            var right = ParseArithmetic(level + 1);
            if (symbol.Text == "~")
            {
                joined.Add(right);
            }
            else
            {
                left = new ArithmeticExpression(symbol.Position, symbol.Text, left, right);
            }
        }
        return joined.Count == 0 ? left : new ConcatExpression(left.Position, [left, .. joined]);
    }

    private Expression ParseUnary(bool withFilters)
    {
        var position = tokens.Position;
        Expression value;
        if (tokens.At("-") || tokens.At("+"))
        {
            bool negative = tokens.Take().Text == "-";
            value = new SignExpression(position, negative, tokens.Nested(() => ParseUnary(withFilters: false)));
        }
        else
        {
            value = ParsePrimary();
        }
        value = ParsePostfix(value);
        return withFilters ? ParseFiltersAndTests(value) : value;
    }

    private Expression ParseFiltersAndTests(Expression value)
    {
        while (true)
        {
            var position = tokens.Position;
            if (tokens.TakeIf("|"))
            {
                value = ParseFilter()(value);
            }
            else if (tokens.TakeNameIf("is"))
            {
                value = ParseTest(position, value);
            }
            else if (tokens.TakeIf("("))
            {
                // As in Jinja, what a filter gives can be called.
                value = new CallExpression(position, value, ParseArguments());
            }
            else
            {
                return value;
            }
        }
    }

    private Func<Expression, Expression> ParseFilter()
    {
        var token = tokens.Expect(TokenKind.Name, "the name of a filter");
        var filter = Filters.Find(token.Text)
            ?? throw tokens.Error(token.Position, $"there is no filter '{token.Text}'{NearestNames.Suggest(token.Text, Filters.Names)}");
        var arguments = tokens.TakeIf("(") ? ParseArguments() : ArgumentList.None;
        return value =>
        {
            if (token.Text is "default" or "d")
            {
                references.Forgive(value);
            }
            return new FilterExpression(token.Position, value, token.Text, filter, arguments);
        };
    }

    private Expression ParseTest(Position position, Expression value)
    {
        bool negated = tokens.TakeNameIf("not");
        var token = tokens.Expect(TokenKind.Name, "the name of a test");
        var test = Tests.Find(token.Text)
            ?? throw tokens.Error(token.Position, $"there is no test '{token.Text}'{NearestNames.Suggest(token.Text, Tests.Names)}");
        if (token.Text is "defined" or "undefined")
        {
            references.Forgive(value);
        }
        var arguments = ArgumentList.None;
        if (tokens.TakeIf("("))
        {
            arguments = ParseArguments();
        }
        else if (StartsTestArgument())
        {
            arguments = new ArgumentList([ParsePostfix(ParsePrimary())], []);
        }
        Expression result = new TestExpression(position, value, token.Text, test, arguments);
        return negated ? new NotExpression(position, result) : result;
    }

    private bool StartsTestArgument() => tokens.Current.Kind switch
    {
        TokenKind.Name => tokens.Current.Text is not ("else" or "or" or "and" or "if" or "is" or "in" or "not"),
        TokenKind.String or TokenKind.Integer or TokenKind.Float => true,
        _ => tokens.At("[") || tokens.At("{"),
    };

    private bool StartsExpression() => tokens.Current.Kind switch
    {
        TokenKind.PrintEnd or TokenKind.BlockEnd or TokenKind.End or TokenKind.Text => false,
        TokenKind.Name => !tokens.AtName("in"),
        _ => !tokens.At(")") && !tokens.At("=") && !tokens.At("]"),
    };
}
