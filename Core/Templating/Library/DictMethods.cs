using System.Collections.Frozen;
using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>The methods of Python's <c>dict</c>.</summary>
internal static class DictMethods
{
    private delegate TemplateValue Method(RenderSession session, DictValue dict, CallArguments arguments);

    private static readonly FrozenDictionary<string, Method> Methods = new Dictionary<string, Method>(StringComparer.Ordinal)
    {
        ["keys"] = (s, d, _) => new TupleValue([.. Charged(s, d).Keys], "dict_keys"),
        ["values"] = (s, d, _) => new TupleValue([.. Charged(s, d).Values], "dict_values"),
        ["items"] = (s, d, _) => new TupleValue(Pairs(s, d), "dict_items"),
        ["get"] = Get,
        ["setdefault"] = SetDefault,
        ["update"] = Update,
        ["pop"] = Pop,
        ["clear"] = (_, d, _) => Clear(d),
        ["copy"] = (s, d, _) => Copy(s, d),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static FunctionValue? Bind(DictValue dict, string name) => Methods.TryGetValue(name, out var method)
        ? new FunctionValue(name, (session, arguments) => method(session, dict, arguments))
        : null;

    public static IReadOnlyList<TemplateValue> Pairs(RenderSession session, DictValue dict) =>
        [.. Charged(session, dict).Select(p => new TupleValue([p.Key, p.Value]))];

    public static NoneValue Update(RenderSession session, DictValue dict, CallArguments arguments)
    {
        switch (arguments.Take("other"))
        {
            case DictValue other:
                foreach (var (key, value) in Charged(session, other))
                {
                    dict.Items[session.ChargeKey(key)] = value;
                }
                break;
            case { } pairs:
                foreach (var pair in session.Iterate(pairs))
                {
                    var items = session.Iterate(pair);
                    var key = items.Count == 2 ? items[0] : throw TemplateFault.Runtime("a dict is made of pairs");
                    dict.Items[session.ChargeKey(key)] = items[1];
                }
                break;
        }
        foreach (var (name, value) in arguments.TakeRestNamed())
        {
            PythonEquality.Use(value);
            dict.Items[new StringValue(name)] = value;
        }
        return NoneValue.Instance;
    }

    private static OrderedDictionary<TemplateValue, TemplateValue> Charged(RenderSession session, DictValue dict)
    {
        session.Charge(dict.Items.Count);
        return dict.Items;
    }

    private static TemplateValue Get(RenderSession session, DictValue dict, CallArguments arguments)
    {
        var key = session.ChargeKey(arguments.Require("key"));
        var otherwise = arguments.Take("default") ?? NoneValue.Instance;
        return dict.Items.GetValueOrDefault(key, otherwise);
    }

    private static TemplateValue SetDefault(RenderSession session, DictValue dict, CallArguments arguments)
    {
        var key = session.ChargeKey(arguments.Require("key"));
        var otherwise = arguments.Take("default") ?? NoneValue.Instance;
        PythonEquality.Use(otherwise);
        dict.Items.TryAdd(key, otherwise);
        return dict.Items[key];
    }

    private static TemplateValue Pop(RenderSession session, DictValue dict, CallArguments arguments)
    {
        var key = session.ChargeKey(arguments.Require("key"));
        var otherwise = arguments.Take("default");
        session.Charge(dict.Items.Count);
        return dict.Items.Remove(key, out var value)
            ? value
            : otherwise ?? throw TemplateFault.Runtime($"the dict has no key {PythonText.Repr(key, session.MaxTextLength)}");
    }

    private static NoneValue Clear(DictValue dict)
    {
        dict.Items.Clear();
        return NoneValue.Instance;
    }

    private static DictValue Copy(RenderSession session, DictValue dict)
    {
        var copy = new DictValue();
        Update(session, copy, CallArguments.Of(dict));
        return copy;
    }
}
