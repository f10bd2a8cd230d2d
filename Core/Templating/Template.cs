using Orrery.Core.Templating.Parsing;
using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Syntax;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating;

/// <summary>
/// A parsed template of the Jinja subset DAG authors use: <c>{{ … }}</c>, <c>if</c>, <c>for</c>, <c>set</c>, <c>with</c>, <c>macro</c>,
/// <c>call</c>, <c>filter</c>, <c>do</c>, <c>raw</c>, comments and whitespace control, with Python's semantics of values.
/// </summary>
/// <remarks>Immutable: parse once, render as often and from as many threads as wanted.</remarks>
public sealed class Template
{
    private readonly IReadOnlyList<Statement> _body;
    private readonly string? _plainText;
    private readonly Expression? _single;

    private Template(string name, string? plainText, IReadOnlyList<Statement> body, TemplateReferences references)
    {
        Name = name;
        References = references;
        _plainText = plainText;
        _body = body;
        Statement[] meaningful = [.. body.Where(s => s is not TextStatement text || !string.IsNullOrWhiteSpace(text.Text))];
        _single = meaningful is [PrintStatement print] ? print.Value : null;
    }

    /// <summary>Name for messages, such as <c>tasks.extract.bash</c>.</summary>
    public string Name { get; }

    /// <summary>What the template mentions literally.</summary>
    public TemplateReferences References { get; }

    /// <summary>Whether the text has no tags, so that it renders as itself.</summary>
    public bool IsPlainText => _plainText is not null;

    /// <summary>Whether the template is one <c>{{ expression }}</c> and nothing else but white space.</summary>
    public bool IsSingleExpression => _single is not null;

    /// <summary>Whether a text can hold tags at all; other texts need not be parsed.</summary>
    /// <param name="text">Any text.</param>
    public static bool MayHaveTags(string text) =>
        text.Contains("{{", StringComparison.Ordinal)
        || text.Contains("{%", StringComparison.Ordinal)
        || text.Contains("{#", StringComparison.Ordinal);

    /// <summary>Parses a template.</summary>
    /// <param name="text">Its text. Line ends become <c>\n</c>, and one at the end is dropped, as Jinja does.</param>
    /// <param name="name">Name for messages.</param>
    /// <exception cref="TemplateError">The text is not a template; unknown filters, tests and blocks are found here.</exception>
    public static Template Parse(string text, string name)
    {
        if (!MayHaveTags(text))
        {
            return new Template(name, SourceText.Normalize(text), [], TemplateReferences.None);
        }
        var (body, references) = TemplateParser.Parse(new SourceText(text, name));
        return new Template(name, plainText: null, body, references);
    }

    /// <summary>The text of the template with the values of a context.</summary>
    /// <param name="context">Where names come from.</param>
    /// <exception cref="TemplateError">A name is undefined, an operation fails or a limit is reached.</exception>
    /// <exception cref="XComsNeededException">XComs have to be loaded first.</exception>
    public string Render(TemplateContext context)
    {
        if (_plainText is not null)
        {
            return _plainText;
        }
        var session = NewSession(context);
        Statement.ExecuteAll(_body, session);
        return session.Output.ToString();
    }

    /// <summary>
    /// The value of a template that is a single <c>{{ expression }}</c>: a list stays a list, a bool a bool. Any other template gives
    /// its rendered text.
    /// </summary>
    /// <param name="context">Where names come from.</param>
    /// <exception cref="TemplateError">A name is undefined, an operation fails or a limit is reached.</exception>
    /// <exception cref="XComsNeededException">XComs have to be loaded first.</exception>
    public TemplateValue Evaluate(TemplateContext context)
    {
        if (_single is null)
        {
            return new StringValue(Render(context));
        }
        var value = _single.EvaluateDefined(NewSession(context));
        return value is UndefinedValue ? NoneValue.Instance : value;
    }

    private RenderSession NewSession(TemplateContext context) => new(context, Name, References.XComs);
}
