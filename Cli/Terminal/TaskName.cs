using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Cli.Terminal;

/// <summary>Names of task instances.</summary>
internal static class TaskName
{
    /// <summary>The task's id, with the index of a mapped instance.</summary>
    public static string Of(TaskInstanceInfo task) => Of(task.TaskId, task.MapIndex);

    /// <summary>The id, with the index of a mapped instance.</summary>
    public static string Of(string taskId, int mapIndex) => mapIndex < 0 ? taskId : $"{taskId}[{mapIndex}]";
}
