using System.Collections.Frozen;
using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>The methods of Python's <c>list</c>, and the two that all sequences have.</summary>
internal static class ListMethods
{
    private delegate TemplateValue Method(RenderSession session, ListValue list, CallArguments arguments);

    private static readonly FrozenDictionary<string, Method> Methods = new Dictionary<string, Method>(StringComparer.Ordinal)
    {
        ["append"] = (_, l, a) => Do(() => l.Items.Add(Item(a))),
        ["extend"] = (s, l, a) => Do(() => l.Items.AddRange(s.Iterate(a.Require("iterable")))),
        ["insert"] = (s, l, a) => Do(() => Insert(s, l, a)),
        ["pop"] = (s, l, a) => Pop(s, l, a.Integer("index", -1)),
        ["remove"] = (s, l, a) => Do(() => l.Items.RemoveAt(IndexOf(s, l.Items, Item(a)))),
        ["clear"] = (_, l, _) => Do(l.Items.Clear),
        ["reverse"] = (s, l, _) => Do(() => Reverse(s, l)),
        ["sort"] = (s, l, a) => Do(() => Sort(s, l, a)),
        ["copy"] = (s, l, _) => new ListValue([.. s.Charged(l.Items)]),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static FunctionValue? Bind(ListValue list, string name) => Methods.TryGetValue(name, out var method)
        ? new FunctionValue(name, (session, arguments) => method(session, list, arguments))
        : BindReadOnly(list.Items, name);

    public static FunctionValue? BindReadOnly(IReadOnlyList<TemplateValue> items, string name) => name switch
    {
        "index" => new FunctionValue(name, (s, a) => IntValue.Of(IndexOf(s, items, Item(a)))),
        "count" => new FunctionValue(name, (s, a) =>
        {
            var wanted = Item(a);
            return IntValue.Of(s.Charged(items).Count(i => PythonEquality.AreEqual(s, i, wanted)));
        }),
        _ => null,
    };

    private static NoneValue Do(Action change)
    {
        change();
        return NoneValue.Instance;
    }

    private static TemplateValue Item(CallArguments arguments)
    {
        var item = arguments.Require("item");
        PythonEquality.Use(item);
        return item;
    }

    private static int IndexOf(RenderSession session, IReadOnlyList<TemplateValue> items, TemplateValue wanted)
    {
        session.Charge(items.Count);
        for (int i = 0; i < items.Count; i++)
        {
            if (PythonEquality.AreEqual(session, items[i], wanted))
            {
                return i;
            }
        }
        throw TemplateFault.Runtime($"{PythonText.Repr(wanted, session.MaxTextLength)} is not in the list");
    }

    private static void Insert(RenderSession session, ListValue list, CallArguments arguments)
    {
        session.Charge(list.Items.Count);
        int index = arguments.Integer("index");
        list.Items.Insert(Math.Clamp(index < 0 ? index + list.Items.Count : index, 0, list.Items.Count), Item(arguments));
    }

    private static TemplateValue Pop(RenderSession session, ListValue list, int index)
    {
        session.Charge(index == -1 ? 1 : list.Items.Count);
        if (!Numbers.TryIndex(IntValue.Of(index), list.Items.Count, out int at))
        {
            throw TemplateFault.Runtime($"the list of {list.Items.Count} items has no index {index}");
        }
        var item = list.Items[at];
        list.Items.RemoveAt(at);
        return item;
    }

    private static void Reverse(RenderSession session, ListValue list)
    {
        session.Charge(list.Items.Count);
        list.Items.Reverse();
    }

    private static void Sort(RenderSession session, ListValue list, CallArguments arguments)
    {
        var sorted = Sorting.Sort(session, list.Items, static item => item, arguments.Flag("reverse", false));
        list.Items.Clear();
        list.Items.AddRange(sorted);
    }
}
