namespace Orrery.Core.Templating.Values;

/// <summary>
/// What a missing name, key or attribute evaluates to. Only <c>default</c> and <c>is defined</c> may look at it;
/// any other use is an error with the reason given here.
/// </summary>
/// <param name="problem">Makes the message; only called when the value is used, since most are handled by <c>default</c>.</param>
/// <param name="kind">Kind of that error.</param>
internal sealed class UndefinedValue(Func<string> problem, TemplateErrorKind kind = TemplateErrorKind.Undefined) : TemplateValue
{
    private bool _lenient;

    public override bool IsTruthy => _lenient ? false : throw Fault();

    internal override string TypeName => "Undefined";

    internal override int? Length => _lenient ? 0 : throw Fault();

    public bool IsLenient => _lenient;

    /// <summary>The result of <c>a if false</c> without an else: prints as nothing and is false, as in Jinja.</summary>
    public static UndefinedValue NoElse() =>
        new(() => "the inline 'if' was false and has no 'else'") { _lenient = true };

    public TemplateFault Fault() => new(kind, problem());

    internal override void AppendRepr(BoundedText text, int depth)
    {
        if (!_lenient)
        {
            throw Fault();
        }
    }

    internal override IReadOnlyList<TemplateValue> Iterate() => _lenient ? [] : throw Fault();
}
