using System.Collections.Frozen;
using System.Numerics;
using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>Jinja's global functions.</summary>
internal static class Globals
{
    private static readonly FrozenDictionary<string, TemplateValue> All = new Dictionary<string, TemplateValue>(StringComparer.Ordinal)
    {
        ["range"] = new FunctionValue("range", Range),
        ["dict"] = new FunctionValue("dict", Dict),
        ["namespace"] = new FunctionValue("namespace", Namespace),
        ["joiner"] = new FunctionValue("joiner", Joiner),
        ["cycler"] = new FunctionValue("cycler", Cycler),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static TemplateValue? Find(string name) => All.GetValueOrDefault(name);

    private static TupleValue Range(RenderSession session, CallArguments arguments)
    {
        int first = arguments.Integer("start");
        int? second = arguments.OptionalInteger("stop");
        int step = arguments.Integer("step", 1);
        long start = second is null ? 0 : first;
        long stop = second ?? first;
        if (step == 0)
        {
            throw TemplateFault.Runtime("the step of range must not be zero");
        }
        long count = Math.Max(0, step > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -(long)step);
        session.Charge(count);
        TemplateValue[] items = new TemplateValue[count];
        for (long i = 0; i < count; i++)
        {
            items[i] = IntValue.Of(new BigInteger(start + (i * step)));
        }
        return new TupleValue(items, "range", repr: step == 1 ? $"range({start}, {stop})" : $"range({start}, {stop}, {step})");
    }

    private static DictValue Dict(RenderSession session, CallArguments arguments)
    {
        var dict = new DictValue();
        DictMethods.Update(session, dict, arguments);
        return dict;
    }

    private static NamespaceValue Namespace(RenderSession session, CallArguments arguments)
    {
        var ns = new NamespaceValue();
        foreach (var (key, value) in Dict(session, arguments).Items)
        {
            ns.Attributes[session.Str(key)] = value;
        }
        return ns;
    }

    /// <summary>A function that gives nothing the first time and the separator ever after.</summary>
    private static FunctionValue Joiner(RenderSession session, CallArguments arguments)
    {
        var separator = new StringValue(arguments.OptionalText("sep") ?? ", ");
        bool used = false;
        return new FunctionValue("joiner", (_, _) =>
        {
            var result = used ? separator : StringValue.Empty;
            used = true;
            return result;
        });
    }

    private static ObjectValue Cycler(RenderSession session, CallArguments arguments)
    {
        var values = arguments.TakeRest();
        int at = 0;
        if (values.Count == 0)
        {
            throw TemplateFault.Runtime("cycler needs at least one value");
        }
        return new ObjectValue("cycler", new Dictionary<string, Func<RenderSession, TemplateValue>>(StringComparer.Ordinal)
        {
            ["current"] = _ => values[at],
            ["next"] = _ => new FunctionValue("next", (_, _) =>
            {
                var current = values[at];
                at = (at + 1) % values.Count;
                return current;
            }),
            ["reset"] = _ => new FunctionValue("reset", (_, _) =>
            {
                at = 0;
                return NoneValue.Instance;
            }),
        }.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
