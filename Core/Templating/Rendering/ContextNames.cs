using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Templating.Library;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Rendering;

/// <summary>The names of Airflow's template context, made from the facts of a task instance when they are asked for.</summary>
internal static class ContextNames
{
    private const string NoLogicalDate =
        "this run has no logical date (it was triggered by hand or by an asset); use 'dag_run.run_after', which every run has";

    private static readonly FrozenDictionary<string, Func<TemplateContext, TemplateValue>> Facts =
        new Dictionary<string, Func<TemplateContext, TemplateValue>>(StringComparer.Ordinal)
        {
            ["run_id"] = c => new StringValue(c.RunId),
            ["try_number"] = c => IntValue.Of(c.TryNumber),
            ["params"] = c => TemplateValue.FromJson(c.Params),
            ["dag"] = RunObjects.Dag,
            ["task"] = RunObjects.Task,
            ["ti"] = RunObjects.TaskInstance,
            ["task_instance"] = RunObjects.TaskInstance,
            ["dag_run"] = RunObjects.DagRun,
            ["var"] = Variables,
            ["conn"] = ConnectionNames.Of,
            ["triggering_asset_events"] = c => TemplateValue.FromJson(c.TriggeringAssetEvents),
            ["macros"] = _ => Macros.Instance,
            ["task_instance_key_str"] = c => new StringValue($"{c.DagId}__{c.TaskId}__{c.LogicalDate?.ToString("yyyyMMdd") ?? c.RunId}"),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Func<TemplateContext, DateTimeValue, TemplateValue>> OfLogicalDate =
        new Dictionary<string, Func<TemplateContext, DateTimeValue, TemplateValue>>(StringComparer.Ordinal)
        {
            ["logical_date"] = (_, date) => date,
            ["ds"] = (_, date) => DateFilters.Ds(date),
            ["ds_nodash"] = (_, date) => DateFilters.DsNodash(date),
            ["ts"] = (_, date) => DateFilters.Ts(date),
            ["ts_nodash"] = (_, date) => DateFilters.TsNodash(date),
            ["ts_nodash_with_tz"] = (_, date) => DateFilters.TsNodashWithTz(date),
            ["data_interval_start"] = (c, _) => RunObjects.Moment(c.DataIntervalStart),
            ["data_interval_end"] = (c, _) => RunObjects.Moment(c.DataIntervalEnd),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    // Names Airflow 3 removed, with what took their place.
    private static readonly FrozenDictionary<string, string> Removed = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["execution_date"] = "logical_date",
        ["next_execution_date"] = "data_interval_end",
        ["next_ds"] = "data_interval_end | ds",
        ["next_ds_nodash"] = "data_interval_end | ds_nodash",
        ["prev_execution_date"] = "data_interval_start",
        ["prev_ds"] = "macros.ds_add(ds, -1)",
        ["prev_ds_nodash"] = "(logical_date - macros.timedelta(days=1)) | ds_nodash",
        ["yesterday_ds"] = "macros.ds_add(ds, -1)",
        ["yesterday_ds_nodash"] = "(logical_date - macros.timedelta(days=1)) | ds_nodash",
        ["tomorrow_ds"] = "macros.ds_add(ds, 1)",
        ["tomorrow_ds_nodash"] = "(logical_date + macros.timedelta(days=1)) | ds_nodash",
        ["conf"] = "dag_run.conf",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static TemplateValue? Find(RenderSession session, string name)
    {
        var context = session.Context;
        if (context.Extra.TryGetValue(name, out var extra))
        {
            return TemplateValue.FromJson(extra);
        }
        if (Facts.TryGetValue(name, out var fact))
        {
            return fact(context);
        }
        if (OfLogicalDate.TryGetValue(name, out var derived))
        {
            return context.LogicalDate is { } date
                ? derived(context, new DateTimeValue(date))
                : new UndefinedValue(() => $"'{name}' is undefined: {NoLogicalDate}");
        }
        return Globals.Find(name);
    }

    /// <summary>The undefined value for a name nobody knows, with the reason or the nearest names.</summary>
    public static UndefinedValue Missing(RenderSession session, string name)
    {
        var scope = session.Scope;
        return new UndefinedValue(() => Removed.TryGetValue(name, out string? successor)
            ? $"'{name}' is undefined: it was removed in Airflow 3; use '{successor}'"
            : $"'{name}' is undefined{NearestNames.Suggest(name, Known())}");

        IEnumerable<string> Known() => [.. scope.AllNames, .. session.Context.Extra.Keys, .. Facts.Keys, .. OfLogicalDate.Keys];
    }

    private static LookupValue Variables(TemplateContext context)
    {
        var text = Lookup("var.value", key => context.Variables(key) is { } value ? new StringValue(value) : null);
        // Parsed once in a rendering, however often a loop asks for it.
        var parsed = new Dictionary<string, TemplateValue?>(StringComparer.Ordinal);
        var json = Lookup("var.json", key => parsed.TryGetValue(key, out var known)
            ? known
            : parsed[key] = context.Variables(key) is { } value ? ParseVariable(key, value) : null);
        return new LookupValue("var", name => name switch { "value" => text, "json" => json, _ => null });
    }

    private static LookupValue Lookup(string name, Func<string, TemplateValue?> find) => new(
        name,
        key => find(key) ?? new UndefinedValue(() => $"the variable '{key}' does not exist; create it, or give a default: {name}.get('{key}', …)"),
        new FunctionValue("get", (_, arguments) =>
        {
            string key = arguments.Text("key");
            var otherwise = arguments.Take("default_var") ?? arguments.Take("default") ?? NoneValue.Instance;
            return find(key) ?? otherwise;
        }));

    private static TemplateValue ParseVariable(string key, string text)
    {
        try
        {
            return TemplateValue.FromJson(JsonNode.Parse(text));
        }
        catch (JsonException)
        {
            // Not the parser's message: it quotes the text, and variables may be secret.
            throw TemplateFault.Runtime($"the variable '{key}' is not JSON; use var.value.{key} for its text");
        }
    }
}
