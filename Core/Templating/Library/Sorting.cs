using System.Numerics;
using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>Stable sorting, and finding things by a key, for filters and list methods.</summary>
internal static class Sorting
{
    public static IReadOnlyList<TemplateValue> Sort(
        RenderSession session, IReadOnlyList<TemplateValue> items, Func<TemplateValue, TemplateValue> key, bool reverse)
    {
        session.Charge((long)items.Count * BitOperations.Log2((uint)items.Count + 1));
        var comparer = Comparer<TemplateValue>.Create((a, b) => PythonEquality.Compare(session, a, b));
        try
        {
            // Python keeps the order of equal items also when it reverses; descending order does the same.
            return [.. reverse ? items.OrderByDescending(key, comparer) : items.OrderBy(key, comparer)];
        }
        catch (InvalidOperationException e) when (e.InnerException is TemplateFault fault)
        {
            throw new TemplateFault(fault.Kind, fault.Message);
        }
    }

    /// <summary>The attribute path of a filter argument: <c>'a.b.0'</c> or an index.</summary>
    public static Func<TemplateValue, TemplateValue> ByAttribute(
        RenderSession session, TemplateValue? attribute, Func<TemplateValue, TemplateValue>? then = null, TemplateValue? otherwise = null)
    {
        then ??= static value => value;
        switch (attribute)
        {
            case null or NoneValue:
                return then;
            case StringValue path:
                string[] names = path.Value.Split('.');
                return item => then(names.Aggregate(item, Step));
            default:
                return item => then(Step(item, PythonText.Str(attribute, session.MaxTextLength)));
        }

        TemplateValue Step(TemplateValue item, string name)
        {
            PythonEquality.Use(item);
            TemplateValue key = Numbers.TryParseInteger(name, 10, out var index) ? IntValue.Of(index) : new StringValue(name);
            return Syntax.Lookup.Item(session, item, key) ?? otherwise
                ?? new UndefinedValue(() => $"an item is a '{item.TypeName}' and has no '{name}'{NearestNames.Suggest(name, item.KnownNames)}");
        }
    }

    /// <summary>What texts are compared by when case does not matter.</summary>
    public static Func<TemplateValue, TemplateValue> CaseKey(bool caseSensitive) => caseSensitive
        ? static value => value
        : static value => value is StringValue text ? new StringValue(text.Value.ToLowerInvariant()) : value;
}
