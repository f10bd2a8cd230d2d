using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Syntax;

namespace Orrery.Core.Templating.Parsing;

/// <summary>Parses text, prints and blocks into statements.</summary>
internal sealed class TemplateParser
{
    private static readonly string[] Known = ["if", "for", "set", "with", "filter", "macro", "call", "do", "raw"];
    private static readonly string[] Reserved = ["true", "false", "none", "True", "False", "None", "and", "or", "not", "if", "else", "in", "is"];

    private readonly TokenReader _tokens;
    private readonly ExpressionParser _expressions;
    private readonly ReferenceCollector _references = new();
    private readonly Dictionary<string, Func<Position, Statement>> _blocks;

    private TemplateParser(SourceText source)
    {
        _tokens = new TokenReader(source, new Lexer(source).Run());
        _expressions = new ExpressionParser(_tokens, _references);
        _blocks = new Dictionary<string, Func<Position, Statement>>(StringComparer.Ordinal)
        {
            ["if"] = ParseIf,
            ["for"] = ParseFor,
            ["set"] = ParseSet,
            ["with"] = ParseWith,
            ["filter"] = ParseFilterBlock,
            ["macro"] = ParseMacro,
            ["call"] = ParseCall,
            ["do"] = ParseDo,
        };
    }

    public static (IReadOnlyList<Statement> Body, TemplateReferences References) Parse(SourceText source)
    {
        var parser = new TemplateParser(source);
        var body = parser.ParseBody();
        // A body ends at any tag that is no block of its own; at the top nothing is open that it could end.
        return parser._tokens.Current.Kind == TokenKind.End ? (body, parser._references.Build()) : throw parser.UnknownBlock(parser._tokens.Current);
    }

    /// <summary>Statements up to a tag that belongs to an enclosing block, which stays to be read.</summary>
    private List<Statement> ParseBody()
    {
        var body = new List<Statement>();
        while (true)
        {
            var token = _tokens.Current;
            switch (token.Kind)
            {
                case TokenKind.Text:
                    _tokens.Take();
                    body.Add(new TextStatement(token.Position, token.Text));
                    break;
                case TokenKind.PrintBegin:
                    _tokens.Take();
                    body.Add(new PrintStatement(token.Position, _expressions.ParseTuple()));
                    _tokens.Expect(TokenKind.PrintEnd, "'}}'");
                    break;
                case TokenKind.BlockBegin when _blocks.TryGetValue(_tokens.Next.Text, out var parse) && _tokens.Next.Kind == TokenKind.Name:
                    _tokens.Take();
                    _tokens.Take();
                    body.Add(_tokens.Nested(() => parse(token.Position)));
                    break;
                case TokenKind.BlockBegin:
                    _tokens.Take();
                    return body;
                default:
                    return body;
            }
        }
    }

    /// <summary>Body, then the tag that ends it; gives the name of that tag and leaves what follows the name.</summary>
    private (List<Statement> Body, string End) ParseBodyUntil(Position opened, string block, params ReadOnlySpan<string> ends)
    {
        var body = ParseBody();
        var token = _tokens.Current;
        if (token.Kind == TokenKind.End)
        {
            throw _tokens.Error(opened, $"'{{% {block} %}}' is not closed; add '{{% end{block} %}}'");
        }
        if (token.Kind != TokenKind.Name || !ends.Contains(token.Text))
        {
            throw UnknownBlock(token);
        }
        _tokens.Take();
        return (body, token.Text);
    }

    private TemplateError UnknownBlock(Token token)
    {
        if (token.Kind != TokenKind.Name)
        {
            return _tokens.Unexpected("the name of a block");
        }
        string problem = token.Text switch
        {
            "else" or "elif" => $"'{token.Text}' stands outside of an 'if' or 'for' block",
            _ when token.Text.StartsWith("end", StringComparison.Ordinal) => $"'{token.Text}' closes a block that is not open here",
            "include" or "import" or "from" or "extends" or "block" =>
                $"'{token.Text}' is not supported: a template stands alone; put shared text into a macro or a param",
            _ => $"there is no block '{token.Text}'{NearestNames.Suggest(token.Text, Known)}",
        };
        return _tokens.Error(token.Position, problem);
    }

    private void EndTag() => _tokens.Expect(TokenKind.BlockEnd, "'%}'");

    private IfStatement ParseIf(Position position)
    {
        var branches = new List<(Expression, IReadOnlyList<Statement>)>();
        while (true)
        {
            var condition = _expressions.ParseTuple();
            EndTag();
            var (body, end) = ParseBodyUntil(position, "if", "elif", "else", "endif");
            branches.Add((condition, body));
            if (end == "elif")
            {
                continue;
            }
            IReadOnlyList<Statement> otherwise = [];
            if (end == "else")
            {
                EndTag();
                (otherwise, _) = ParseBodyUntil(position, "if", "endif");
            }
            EndTag();
            return new IfStatement(position, branches, otherwise);
        }
    }

    private ForStatement ParseFor(Position position)
    {
        var target = ParseTarget(allowNamespace: false);
        if (!_tokens.TakeNameIf("in"))
        {
            throw _tokens.Unexpected("'in'");
        }
        var items = _expressions.ParseTuple(withConditional: false);
        _references.Assign("loop");
        var condition = _tokens.TakeNameIf("if") ? _expressions.Parse() : null;
        if (_tokens.AtName("recursive"))
        {
            throw _tokens.Error("recursive loops are not supported; write a macro that calls itself");
        }
        EndTag();
        var (body, end) = ParseBodyUntil(position, "for", "else", "endfor");
        IReadOnlyList<Statement> otherwise = [];
        if (end == "else")
        {
            EndTag();
            (otherwise, _) = ParseBodyUntil(position, "for", "endfor");
        }
        EndTag();
        return new ForStatement(position, target, items, condition, body, otherwise);
    }

    private Statement ParseSet(Position position)
    {
        var target = ParseTarget(allowNamespace: true);
        if (_tokens.TakeIf("="))
        {
            var value = _expressions.ParseTuple();
            EndTag();
            return new SetStatement(position, target, value);
        }
        var filters = _tokens.TakeIf("|") ? _expressions.ParseFilters() : static value => value;
        EndTag();
        var (body, _) = ParseBodyUntil(position, "set", "endset");
        EndTag();
        return new SetBlockStatement(position, target, body, filters);
    }

    private WithStatement ParseWith(Position position)
    {
        var bindings = new List<(AssignmentTarget, Expression)>();
        while (_tokens.Current.Kind != TokenKind.BlockEnd)
        {
            if (bindings.Count > 0)
            {
                _tokens.Expect(",");
            }
            var target = ParseSingleTarget(allowNamespace: false);
            _tokens.Expect("=");
            bindings.Add((target, _expressions.Parse()));
        }
        EndTag();
        var (body, _) = ParseBodyUntil(position, "with", "endwith");
        EndTag();
        return new WithStatement(position, bindings, body);
    }

    private FilterStatement ParseFilterBlock(Position position)
    {
        var filters = _expressions.ParseFilters();
        EndTag();
        var (body, _) = ParseBodyUntil(position, "filter", "endfilter");
        EndTag();
        return new FilterStatement(position, body, filters);
    }

    private MacroStatement ParseMacro(Position position)
    {
        string name = ParseNewName();
        _tokens.Expect("(");
        return ParseMacroRest(position, name, "macro", ParseParameters());
    }

    private CallStatement ParseCall(Position position)
    {
        var parameters = _tokens.TakeIf("(") ? ParseParameters() : [];
        if (_expressions.Parse() is not CallExpression call)
        {
            throw _tokens.Error(position, "'{% call %}' needs the call of a macro");
        }
        return new CallStatement(position, call, ParseMacroRest(position, "caller", "call", parameters));
    }

    private MacroStatement ParseMacroRest(Position position, string name, string block, IReadOnlyList<(string, Expression?)> parameters)
    {
        EndTag();
        _references.Assign("caller");
        var (body, _) = ParseBodyUntil(position, block, "end" + block);
        EndTag();
        return new MacroStatement(position, name, parameters, body);
    }

    private List<(string Name, Expression? Default)> ParseParameters()
    {
        var parameters = new List<(string, Expression?)>();
        while (!_tokens.At(")"))
        {
            var position = _tokens.Position;
            string name = ParseNewName();
            var otherwise = _tokens.TakeIf("=") ? _expressions.Parse() : null;
            if (otherwise is null && parameters is [.., (_, not null)])
            {
                throw _tokens.Error(position, $"the parameter '{name}' needs a default, because the one before it has one");
            }
            parameters.Add((name, otherwise));
            if (!_tokens.TakeIf(","))
            {
                break;
            }
        }
        _tokens.Expect(")");
        return parameters;
    }

    private DoStatement ParseDo(Position position)
    {
        var expression = _expressions.ParseTuple();
        EndTag();
        return new DoStatement(position, expression);
    }

    private AssignmentTarget ParseTarget(bool allowNamespace)
    {
        var targets = new List<AssignmentTarget> { ParseSingleTarget(allowNamespace) };
        bool isTuple = false;
        while (_tokens.TakeIf(","))
        {
            isTuple = true;
            if (_tokens.Current.Kind != TokenKind.Name && !_tokens.At("(") || _tokens.AtName("in"))
            {
                break;
            }
            targets.Add(ParseSingleTarget(allowNamespace));
        }
        return isTuple ? new TupleTarget(targets) : targets[0];
    }

    private AssignmentTarget ParseSingleTarget(bool allowNamespace)
    {
        if (_tokens.TakeIf("("))
        {
            var inner = _tokens.Nested(() => ParseTarget(allowNamespace));
            _tokens.Expect(")");
            return inner;
        }
        var position = _tokens.Position;
        string name = ParseNewName();
        return allowNamespace && _tokens.TakeIf(".")
            ? new NamespaceTarget(new NameExpression(position, name), _tokens.Expect(TokenKind.Name, "a name").Text)
            : new NameTarget(name);
    }

    private string ParseNewName()
    {
        var token = _tokens.Expect(TokenKind.Name, "a name");
        if (Reserved.Contains(token.Text, StringComparer.Ordinal))
        {
            throw _tokens.Error(token.Position, $"'{token.Text}' is a word of the language and cannot be a name");
        }
        _references.Assign(token.Text);
        return token.Text;
    }
}
