using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Cli.Terminal;

/// <summary>Names of task instances.</summary>
internal static class TaskName
{
    /// <summary>The task's id, with the index of a mapped instance, and its name if it has one.</summary>
    public static string Of(TaskInstanceInfo task) =>
        InstanceName.Of(task.TaskId, task.MapIndex) + (task.RenderedMapIndex is { } label ? $" ({PlainText.OneLine(label)})" : "");

    /// <summary>The id, with the index of a mapped instance.</summary>
    public static string Of(string taskId, int mapIndex) => InstanceName.Of(taskId, mapIndex);
}
