using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>Filters that take a list (or a dict, tuple, string) as a whole.</summary>
internal static class SequenceFilters
{
    public static IReadOnlyDictionary<string, FilterBody> All { get; } = new Dictionary<string, FilterBody>(StringComparer.Ordinal)
    {
        ["length"] = Length,
        ["count"] = Length,
        ["list"] = (s, v, _) => new ListValue([.. s.Iterate(v)]),
        ["first"] = (s, v, _) => s.Iterate(v) is [var first, ..] ? first : Empty("first"),
        ["last"] = (s, v, _) => s.Iterate(v) is [.., var last] ? last : Empty("last"),
        ["join"] = Join,
        ["reverse"] = Reverse,
        ["sort"] = Sort,
        ["dictsort"] = DictSort,
        ["unique"] = Unique,
        ["items"] = (s, v, _) => v is DictValue dict
            ? new ListValue([.. DictMethods.Pairs(s, dict)])
            : throw TemplateFault.Runtime($"items needs a dict, not '{v.TypeName}'"),
        ["min"] = (s, v, a) => Extreme(s, v, a, "min", -1),
        ["max"] = (s, v, a) => Extreme(s, v, a, "max", +1),
        ["sum"] = Sum,
        ["batch"] = Batch,
        ["slice"] = Slice,
        ["groupby"] = GroupBy,
    };

    private static IntValue Length(RenderSession session, TemplateValue value, CallArguments arguments) =>
        IntValue.Of(value.Length ?? throw TemplateFault.Runtime($"a '{value.TypeName}' has no length"));

    private static UndefinedValue Empty(string what) => new(() => $"there is no {what} item, the sequence is empty");

    private static StringValue Join(RenderSession session, TemplateValue value, CallArguments arguments)
    {
        string separator = session.Str(arguments.Take("d") ?? StringValue.Empty);
        var key = Sorting.ByAttribute(session, arguments.Take("attribute"));
        return new StringValue(TextOperations.Join(session, separator, session.Iterate(value).Select(i => session.Str(key(i)))));
    }

    private static TemplateValue Reverse(RenderSession session, TemplateValue value, CallArguments arguments) => value is StringValue text
        ? new StringValue(CodePoints.Reverse(text.Value))
        : new ListValue([.. session.Iterate(value).Reverse()]);

    private static ListValue Sort(RenderSession session, TemplateValue value, CallArguments arguments)
    {
        bool reverse = arguments.Flag("reverse", false);
        var fold = Sorting.CaseKey(arguments.Flag("case_sensitive", false));
        var attribute = arguments.Take("attribute");
        var items = session.Iterate(value);
        if (attribute is StringValue { Value: var names } && names.Contains(',', StringComparison.Ordinal))
        {
            var keys = names.Split(',').Select(n => Sorting.ByAttribute(session, new StringValue(n), fold)).ToArray();
            return new ListValue([.. Sorting.Sort(session, items, i => new TupleValue([.. keys.Select(k => k(i))]), reverse)]);
        }
        return new ListValue([.. Sorting.Sort(session, items, Sorting.ByAttribute(session, attribute, fold), reverse)]);
    }

    private static ListValue DictSort(RenderSession session, TemplateValue value, CallArguments arguments)
    {
        var fold = Sorting.CaseKey(arguments.Flag("case_sensitive", false));
        string by = arguments.OptionalText("by") ?? "key";
        bool reverse = arguments.Flag("reverse", false);
        if (value is not DictValue dict || by is not ("key" or "value"))
        {
            throw TemplateFault.Runtime($"dictsort sorts a dict by 'key' or 'value', not a '{value.TypeName}' by '{by}'");
        }
        int place = by == "key" ? 0 : 1;
        return new ListValue([.. Sorting.Sort(session, DictMethods.Pairs(session, dict), p => fold(((TupleValue)p).Items[place]), reverse)]);
    }

    private static ListValue Unique(RenderSession session, TemplateValue value, CallArguments arguments)
    {
        var fold = Sorting.CaseKey(arguments.Flag("case_sensitive", false));
        var key = Sorting.ByAttribute(session, arguments.Take("attribute"), fold);
        var seen = new HashSet<TemplateValue>(PythonEquality.Keys);
        return new ListValue([.. session.Iterate(value).Where(i => seen.Add(session.ChargeKey(key(i))))]);
    }

    private static TemplateValue Extreme(RenderSession session, TemplateValue value, CallArguments arguments, string name, int sign)
    {
        var fold = Sorting.CaseKey(arguments.Flag("case_sensitive", false));
        var key = Sorting.ByAttribute(session, arguments.Take("attribute"), fold);
        TemplateValue? best = null;
        foreach (var item in session.Iterate(value))
        {
            best = best is null || PythonEquality.Compare(session, key(item), key(best)) * sign > 0 ? item : best;
        }
        return best ?? Empty(name);
    }

    private static TemplateValue Sum(RenderSession session, TemplateValue value, CallArguments arguments)
    {
        var key = Sorting.ByAttribute(session, arguments.Take("attribute"));
        var start = arguments.Take("start") ?? IntValue.Of(0);
        return session.Iterate(value).Aggregate(start, (sum, item) => Operators.Apply(session, "+", sum, key(item)));
    }

    private static ListValue Batch(RenderSession session, TemplateValue value, CallArguments arguments)
    {
        int size = arguments.Integer("linecount");
        var filler = arguments.Take("fill_with");
        if (size < 1)
        {
            throw TemplateFault.Runtime($"batch needs a size of at least 1, not {size}");
        }
        var batches = new List<TemplateValue>();
        foreach (var chunk in session.Iterate(value).Chunk(size))
        {
            var batch = new List<TemplateValue>(chunk);
            if (filler is not null and not NoneValue)
            {
                session.Charge(size - chunk.Length);
                batch.AddRange(Enumerable.Repeat(filler, size - chunk.Length));
            }
            batches.Add(new ListValue(batch));
        }
        return new ListValue(batches);
    }

    private static ListValue Slice(RenderSession session, TemplateValue value, CallArguments arguments)
    {
        int count = arguments.Integer("slices");
        var filler = arguments.Take("fill_with");
        var items = session.Iterate(value);
        if (count < 1)
        {
            throw TemplateFault.Runtime($"slice needs at least 1 slice, not {count}");
        }
        session.Charge(count);
        int size = items.Count / count;
        int longer = items.Count % count;
        var slices = new List<TemplateValue>();
        for (int i = 0, at = 0; i < count; i++)
        {
            int length = size + (i < longer ? 1 : 0);
            var slice = new List<TemplateValue>(items.Skip(at).Take(length));
            at += length;
            if (filler is not null and not NoneValue && longer > 0 && i >= longer)
            {
                slice.Add(filler);
            }
            slices.Add(new ListValue(slice));
        }
        return new ListValue(slices);
    }

    private static ListValue GroupBy(RenderSession session, TemplateValue value, CallArguments arguments)
    {
        var attribute = arguments.Require("attribute");
        var otherwise = arguments.Take("default");
        var fold = Sorting.CaseKey(arguments.Flag("case_sensitive", false));
        var raw = Sorting.ByAttribute(session, attribute, otherwise: otherwise);
        var sorted = Sorting.Sort(session, session.Iterate(value), i => fold(raw(i)), reverse: false);
        var groups = new List<TemplateValue>();
        for (int i = 0; i < sorted.Count;)
        {
            var key = fold(raw(sorted[i]));
            var members = sorted.Skip(i).TakeWhile(m => PythonEquality.AreEqual(session, fold(raw(m)), key)).ToList();
            groups.Add(new TupleValue([raw(sorted[i]), new ListValue(members)], names: ["grouper", "list"]));
            i += members.Count;
        }
        return new ListValue(groups);
    }
}
