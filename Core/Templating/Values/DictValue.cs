using Orrery.Core.Templating.Library;
using Orrery.Core.Templating.Rendering;

namespace Orrery.Core.Templating.Values;

/// <summary>A Python dict: keeps the order of insertion.</summary>
internal sealed class DictValue : TemplateValue
{
    public OrderedDictionary<TemplateValue, TemplateValue> Items { get; } = new(PythonEquality.Keys);

    public override bool IsTruthy => Items.Count > 0;

    internal override string TypeName => "dict";

    internal override int? Length => Items.Count;

    internal override IEnumerable<string> KnownNames => Items.Keys.OfType<StringValue>().Select(k => k.Value);

    internal override void AppendRepr(BoundedText text, int depth)
    {
        BoundedText.GuardDepth(depth);
        text.Append('{');
        string separator = "";
        foreach (var (key, value) in Items)
        {
            text.Append(separator);
            key.AppendRepr(text, depth + 1);
            text.Append(": ");
            value.AppendRepr(text, depth + 1);
            separator = ", ";
        }
        text.Append('}');
    }

    internal override TemplateValue? GetAttribute(RenderSession session, string name) => DictMethods.Bind(this, name);

    internal override TemplateValue? GetItem(RenderSession session, TemplateValue key) => Items.GetValueOrDefault(session.ChargeKey(key));

    internal override IReadOnlyList<TemplateValue> Iterate() => [.. Items.Keys];
}
