using System.Collections.Frozen;
using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>All filters: Jinja's, but for those that are random or make HTML links, and Airflow's date filters.</summary>
internal static class Filters
{
    private static readonly FrozenDictionary<string, FilterBody> All = Collect().ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Names => All.Keys;

    public static FilterBody? Find(string name) => All.GetValueOrDefault(name);

    private static Dictionary<string, FilterBody> Collect()
    {
        var filters = new Dictionary<string, FilterBody>(StringComparer.Ordinal)
        {
            ["default"] = Default,
            ["d"] = Default,
            ["string"] = (s, v, _) => new StringValue(s.Str(v)),
            ["pprint"] = (s, v, _) => new StringValue(PythonText.Repr(v, s.MaxTextLength)),
            ["safe"] = (_, v, _) => v,
            ["attr"] = (s, v, a) => a.Text("name") is var name ? Syntax.Lookup.Attribute(s, v, name)
                ?? new UndefinedValue(() => $"a '{v.TypeName}' has no '{name}'") : v,
            ["tojson"] = ToJson,
            ["ds"] = DateFilters.Filter("ds", DateFilters.Ds),
            ["ds_nodash"] = DateFilters.Filter("ds_nodash", DateFilters.DsNodash),
            ["ts"] = DateFilters.Filter("ts", DateFilters.Ts),
            ["ts_nodash"] = DateFilters.Filter("ts_nodash", DateFilters.TsNodash),
            ["ts_nodash_with_tz"] = DateFilters.Filter("ts_nodash_with_tz", DateFilters.TsNodashWithTz),
        };
        foreach (var (name, filter) in TextFilters.All.Concat(NumberFilters.All).Concat(SequenceFilters.All).Concat(SelectionFilters.All))
        {
            filters.Add(name, filter);
        }
        return filters;
    }

    private static TemplateValue Default(RenderSession session, TemplateValue value, CallArguments arguments)
    {
        var otherwise = arguments.Take("default_value") ?? StringValue.Empty;
        bool alsoWhenFalse = arguments.Flag("boolean", false);
        bool missing = value is UndefinedValue || (alsoWhenFalse && !value.IsTruthy);
        return missing ? otherwise : value;
    }

    private static StringValue ToJson(RenderSession session, TemplateValue value, CallArguments arguments)
    {
        var output = session.NewText();
        new JsonText(output, sortKeys: true, arguments.OptionalInteger("indent"), htmlSafe: true).Append(value);
        return session.Text(output);
    }
}
