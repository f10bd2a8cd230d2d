using System.Collections.Frozen;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Rendering;

/// <summary>The objects <c>dag</c>, <c>task</c>, <c>ti</c> and <c>dag_run</c>.</summary>
internal static class RunObjects
{
    public static TemplateValue Dag(TemplateContext context) => Make("dag", new(StringComparer.Ordinal)
    {
        ["dag_id"] = _ => new StringValue(context.DagId),
    });

    public static TemplateValue Task(TemplateContext context) => Make("task", new(StringComparer.Ordinal)
    {
        ["task_id"] = _ => new StringValue(context.TaskId),
        ["dag_id"] = _ => new StringValue(context.DagId),
    });

    public static TemplateValue TaskInstance(TemplateContext context) => Make("ti", new(StringComparer.Ordinal)
    {
        ["task_id"] = _ => new StringValue(context.TaskId),
        ["dag_id"] = _ => new StringValue(context.DagId),
        ["run_id"] = _ => new StringValue(context.RunId),
        ["try_number"] = _ => IntValue.Of(context.TryNumber),
        ["map_index"] = _ => IntValue.Of(context.MapIndex),
        ["xcom_pull"] = _ => new FunctionValue("xcom_pull", XComPull),
    });

    public static TemplateValue DagRun(TemplateContext context) => Make("dag_run", new(StringComparer.Ordinal)
    {
        ["dag_id"] = _ => new StringValue(context.DagId),
        ["run_id"] = _ => new StringValue(context.RunId),
        ["run_type"] = _ => context.RunType is { } type ? new StringValue(type) : NoneValue.Instance,
        ["conf"] = session => session.Document(context.Conf),
        ["logical_date"] = _ => Moment(context.LogicalDate),
        ["data_interval_start"] = _ => Moment(context.DataIntervalStart),
        ["data_interval_end"] = _ => Moment(context.DataIntervalEnd),
        ["run_after"] = _ => Moment(context.RunAfter),
        ["start_date"] = _ => Moment(context.RunStartDate),
    });

    public static TemplateValue Moment(DateTimeOffset? moment) => moment is { } m ? new DateTimeValue(m) : NoneValue.Instance;

    private static ObjectValue Make(string name, Dictionary<string, Func<RenderSession, TemplateValue>> attributes) =>
        new(name, attributes.ToFrozenDictionary(StringComparer.Ordinal));

    private static TemplateValue XComPull(RenderSession session, CallArguments arguments)
    {
        var taskIds = arguments.Take("task_ids") ?? NoneValue.Instance;
        if (arguments.Take("dag_id") is { } dagId && !(dagId is NoneValue || (dagId is StringValue other && other.Value == session.Context.DagId)))
        {
            throw TemplateFault.Runtime("xcom_pull reads XComs of the same DAG only; hand values to other DAGs through conf or an asset event");
        }
        string key = arguments.OptionalText("key") ?? XComKey.ReturnValue;
        if (arguments.Flag("include_prior_dates", false))
        {
            throw TemplateFault.Runtime("xcom_pull reads XComs of the same run only; include_prior_dates is not supported");
        }
        var mapIndexes = arguments.Take("map_indexes") ?? NoneValue.Instance;
        var otherwise = arguments.Take("default") ?? NoneValue.Instance;
        return taskIds switch
        {
            NoneValue => Pull(session.Context.TaskId),
            StringValue id => Pull(id.Value),
            _ => new ListValue([.. session.Iterate(taskIds).Select(id => Pull(TaskId(id)))]),
        };

        TemplateValue Pull(string taskId) => mapIndexes switch
        {
            NoneValue => PullOne(taskId, null),
            _ when Numbers.IsInteger(mapIndexes) => PullOne(taskId, Numbers.ToInt32(mapIndexes, "map_indexes")),
            _ => new ListValue([.. session.Iterate(mapIndexes).Select(i => PullOne(taskId, Numbers.ToInt32(i, "map_indexes")))]),
        };

        TemplateValue PullOne(string taskId, int? mapIndex)
        {
            var value = session.XCom(new XComKey(taskId, mapIndex, key));
            return value is NoneValue ? otherwise : value;
        }
    }

    private static string TaskId(TemplateValue value) => value is StringValue id
        ? id.Value
        : throw TemplateFault.Runtime($"task_ids must be task ids, not '{value.TypeName}'");
}
