using System.Collections.Frozen;
using Orrery.Core.Templating.Rendering;

namespace Orrery.Core.Templating.Values;

/// <summary>
/// A named thing with a fixed set of attributes (<c>ti</c>, <c>dag_run</c>, <c>macros</c>, <c>loop</c>…), each made when it is asked for.
/// </summary>
/// <param name="name">How it is called in messages, and how it prints.</param>
/// <param name="attributes">Its attributes.</param>
/// <param name="call">What calling it does, if it can be called.</param>
internal sealed class ObjectValue(
    string name,
    FrozenDictionary<string, Func<RenderSession, TemplateValue>> attributes,
    Func<RenderSession, CallArguments, TemplateValue>? call = null) : TemplateValue
{
    public Func<RenderSession, CallArguments, TemplateValue>? Call => call;

    public override bool IsTruthy => true;

    internal override string TypeName => name;

    internal override IEnumerable<string> KnownNames => attributes.Keys;

    internal override void AppendRepr(BoundedText text, int depth) => text.Append($"<{name}>");

    internal override TemplateValue? GetAttribute(RenderSession session, string name) =>
        attributes.TryGetValue(name, out var make) ? make(session) : null;
}

/// <summary>A thing whose attributes are looked up by any name: <c>var.value</c>, <c>namespace()</c>.</summary>
/// <param name="name">How it is called in messages.</param>
/// <param name="lookup">The attribute of a name, or null.</param>
/// <param name="methods">Functions it has besides, which win over the lookup.</param>
internal sealed class LookupValue(
    string name, Func<string, TemplateValue?> lookup, params ReadOnlySpan<FunctionValue> methods) : TemplateValue
{
    private readonly FunctionValue[] _methods = methods.ToArray();

    public override bool IsTruthy => true;

    internal override string TypeName => name;

    internal override void AppendRepr(BoundedText text, int depth) => text.Append($"<{name}>");

    internal override TemplateValue? GetAttribute(RenderSession session, string name) =>
        Array.Find(_methods, m => m.Name == name) ?? lookup(name);

    internal override TemplateValue? GetItem(RenderSession session, TemplateValue key) => key is StringValue text ? lookup(text.Value) : null;
}

/// <summary>What <c>namespace()</c> gives: attributes that <c>{% set ns.x = … %}</c> may change from inside a loop.</summary>
internal sealed class NamespaceValue : TemplateValue
{
    public Dictionary<string, TemplateValue> Attributes { get; } = new(StringComparer.Ordinal);

    public override bool IsTruthy => true;

    internal override string TypeName => "namespace";

    internal override IEnumerable<string> KnownNames => Attributes.Keys;

    internal override void AppendRepr(BoundedText text, int depth) => text.Append("<namespace>");

    internal override TemplateValue? GetAttribute(RenderSession session, string name) => Attributes.GetValueOrDefault(name);

    internal override TemplateValue? GetItem(RenderSession session, TemplateValue key) =>
        key is StringValue text ? Attributes.GetValueOrDefault(text.Value) : null;
}
