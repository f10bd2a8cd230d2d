using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>The filters that apply a filter or a test, given by name, to each item.</summary>
internal static class SelectionFilters
{
    public static IReadOnlyDictionary<string, FilterBody> All { get; } = new Dictionary<string, FilterBody>(StringComparer.Ordinal)
    {
        ["map"] = Map,
        ["select"] = (s, v, a) => Where(s, v, a, byAttribute: false, wanted: true),
        ["reject"] = (s, v, a) => Where(s, v, a, byAttribute: false, wanted: false),
        ["selectattr"] = (s, v, a) => Where(s, v, a, byAttribute: true, wanted: true),
        ["rejectattr"] = (s, v, a) => Where(s, v, a, byAttribute: true, wanted: false),
    };

    private static ListValue Map(RenderSession session, TemplateValue value, CallArguments arguments)
    {
        var items = session.Iterate(value);
        // map('upper') names a filter, map(attribute='x') an attribute.
        if (arguments.TakeNamed("attribute") is { } attribute)
        {
            return new ListValue([.. items.Select(Sorting.ByAttribute(session, attribute, Used, arguments.TakeNamed("default")))]);
        }
        string name = arguments.Text("filter");
        var filter = Filters.Find(name) ?? throw TemplateFault.Runtime($"there is no filter '{name}'{NearestNames.Suggest(name, Filters.Names)}");
        var (rest, named) = (arguments.TakeRest(), arguments.TakeRestNamed());
        return new ListValue([.. items.Select(item => Apply(session, name, filter, item, rest, named))]);
    }

    private static TemplateValue Apply(
        RenderSession session, string name, FilterBody filter, TemplateValue item,
        IReadOnlyList<TemplateValue> positional, IReadOnlyList<KeyValuePair<string, TemplateValue>> named)
    {
        session.Charge(1);
        var arguments = new CallArguments(positional, named.ToDictionary(StringComparer.Ordinal));
        var result = filter(session, item, arguments);
        arguments.RequireAllTaken($"the filter '{name}'");
        return Used(result);
    }

    private static ListValue Where(RenderSession session, TemplateValue value, CallArguments arguments, bool byAttribute, bool wanted)
    {
        var items = session.Iterate(value);
        Func<TemplateValue, TemplateValue> key = byAttribute ? Sorting.ByAttribute(session, arguments.Require("attribute")) : static item => item;
        string? name = arguments.OptionalText("test");
        var test = name is null ? null : Tests.Find(name)
            ?? throw TemplateFault.Runtime($"there is no test '{name}'{NearestNames.Suggest(name, Tests.Names)}");
        var rest = arguments.TakeRest();
        return new ListValue([.. items.Where(item => Holds(key(item)) == wanted)]);

        bool Holds(TemplateValue item)
        {
            session.Charge(1);
            if (name is null || !Tests.AcceptsUndefined(name))
            {
                PythonEquality.Use(item);
            }
            var given = new CallArguments(rest);
            bool holds = test?.Invoke(session, item, given) ?? item.IsTruthy;
            given.RequireAllTaken($"the test '{name}'");
            return holds;
        }
    }

    private static TemplateValue Used(TemplateValue value)
    {
        PythonEquality.Use(value);
        return value;
    }
}
