using System.Globalization;
using Orrery.Core.Dags;

namespace Orrery.Core.Waits;

/// <summary>What tasks wait for, in words that follow "waits for".</summary>
public static class WaitText
{
    /// <summary>A moment.</summary>
    public static string Moment(DateTimeOffset moment) => $"{moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC";

    /// <summary>Somebody's answer.</summary>
    /// <param name="subject">What is asked.</param>
    /// <param name="users">Who may answer; empty: anybody.</param>
    public static string Answer(string subject, IReadOnlyList<string> users) =>
        $"an answer{(users.Count == 0 ? "" : $" of {string.Join(" or ", users)}")} to \"{subject}\"";

    /// <summary>What an action waits for, as its DAG file says it.</summary>
    public static string Of(TaskAction action) => action switch
    {
        TaskAction.Sensor sensor => Of(sensor.Condition),
        TaskAction.Approval approval => Answer(approval.Subject, approval.AssignedUsers),
        TaskAction.TriggerDag trigger => $"a run of DAG '{trigger.DagId}'",
        TaskAction.Wait => "a moment",
        _ => "something outside",
    };

    /// <summary>What a condition is about.</summary>
    public static string Of(SensorCondition condition) => condition switch
    {
        SensorCondition.File file => $"file '{file.Path}'",
        SensorCondition.Http http => $"the right answer of {http.Url}",
        SensorCondition.Sql => "its query to give a true value",
        SensorCondition.Bash => "its script to end with exit code 0",
        SensorCondition.Command command => $"program '{command.Argv[0]}' to end with exit code 0",
        SensorCondition.Code => "its code to say that it is there",
        SensorCondition.Asset asset => $"news of asset '{asset.Uri}'",
        SensorCondition.Dag { TaskId: { } taskId } dag => $"task '{taskId}' of DAG '{dag.DagId}'",
        SensorCondition.Dag dag => $"a run of DAG '{dag.DagId}'",
        _ => "something outside",
    };
}
