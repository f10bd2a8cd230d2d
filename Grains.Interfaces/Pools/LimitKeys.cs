using System.Diagnostics.CodeAnalysis;

namespace Orrery.Grains.Interfaces.Pools;

/// <summary>The names of limits whose slots are granted: a pool goes by its own name, a cap on a task over all runs by <c>task:dag_id/task_id</c>.</summary>
public static class LimitKeys
{
    private const string TaskPrefix = "task:";

    /// <summary>The cap on a task over all runs of its DAG. No pool has such a name: names hold no colon.</summary>
    public static string OfTask(string dagId, string taskId) => $"{TaskPrefix}{dagId}/{taskId}";

    /// <summary>The task that a key is about; false when it is a pool.</summary>
    public static bool TryParseTask(string key, [MaybeNullWhen(false)] out string dagId, [MaybeNullWhen(false)] out string taskId)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var isTask = key.StartsWith(TaskPrefix, StringComparison.Ordinal) && slash > 0;
        (dagId, taskId) = isTask ? (key[TaskPrefix.Length..slash], key[(slash + 1)..]) : (null, null);
        return isTask;
    }
}
