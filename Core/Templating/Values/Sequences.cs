using Orrery.Core.Templating.Library;
using Orrery.Core.Templating.Rendering;

namespace Orrery.Core.Templating.Values;

/// <summary>A Python list. Templates may change lists they made (<c>{% do items.append(x) %}</c>).</summary>
internal sealed class ListValue(List<TemplateValue> items) : TemplateValue
{
    public List<TemplateValue> Items { get; } = items;

    public override bool IsTruthy => Items.Count > 0;

    internal override string TypeName => "list";

    internal override int? Length => Items.Count;

    internal override void AppendRepr(BoundedText text, int depth) => PythonText.AppendItems(text, "[", Items, "]", depth);

    internal override TemplateValue? GetAttribute(RenderSession session, string name) => ListMethods.Bind(this, name);

    internal override TemplateValue? GetItem(RenderSession session, TemplateValue key) =>
        Numbers.TryIndex(key, Items.Count, out int index) ? Items[index] : null;

    // A copy: the body of a loop may change the list it walks.
    internal override IReadOnlyList<TemplateValue> Iterate() => [.. Items];
}

/// <summary>
/// Any other sequence: a tuple, a range, a dict view. They cannot be changed and differ in how they print.
/// </summary>
/// <param name="items">The items.</param>
/// <param name="typeName">Python's name of the type.</param>
/// <param name="names">Attribute names of the items, for named tuples.</param>
/// <param name="repr">How the sequence prints when not as its items, such as <c>range(0, 3)</c>.</param>
internal sealed class TupleValue(
    IReadOnlyList<TemplateValue> items, string typeName = TupleValue.Tuple, IReadOnlyList<string>? names = null, string? repr = null) : TemplateValue
{
    public const string Tuple = "tuple";

    public IReadOnlyList<TemplateValue> Items => items;

    public override bool IsTruthy => items.Count > 0;

    internal override string TypeName => typeName;

    internal override int? Length => items.Count;

    internal override void AppendRepr(BoundedText text, int depth)
    {
        if (repr is not null)
        {
            text.Append(repr);
        }
        else if (typeName == Tuple)
        {
            PythonText.AppendItems(text, "(", items, items.Count == 1 ? ",)" : ")", depth);
        }
        else
        {
            PythonText.AppendItems(text, $"{typeName}([", items, "])", depth);
        }
    }

    internal override TemplateValue? GetAttribute(RenderSession session, string name)
    {
        for (int i = 0; i < (names?.Count ?? 0); i++)
        {
            if (names![i] == name)
            {
                return items[i];
            }
        }
        return ListMethods.BindReadOnly(items, name);
    }

    internal override TemplateValue? GetItem(RenderSession session, TemplateValue key) =>
        Numbers.TryIndex(key, items.Count, out int index) ? items[index] : null;

    internal override IReadOnlyList<TemplateValue> Iterate() => items;
}
