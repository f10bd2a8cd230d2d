using System.Collections;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Runtime;

/// <summary>What log lines about a run or a try have in common, under names that do not change: by them logs, traces and the API are joined.</summary>
public sealed class LogScope : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly List<KeyValuePair<string, object?>> _facts;

    private LogScope(List<KeyValuePair<string, object?>> facts, string? traceId)
    {
        _facts = facts;
        if (traceId is not null)
        {
            _facts.Add(new("trace_id", traceId));
        }
    }

    /// <inheritdoc/>
    public int Count => _facts.Count;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => _facts[index];

    /// <summary>Lines about a run.</summary>
    /// <param name="dagId">Id of its DAG.</param>
    /// <param name="runId">Its id.</param>
    /// <param name="traceId">Id of its trace; null: it has none.</param>
    public static LogScope OfRun(string dagId, string runId, string? traceId) => new([new("dag_id", dagId), new("run_id", runId)], traceId);

    /// <summary>Lines about a try.</summary>
    public static LogScope OfTry(LaunchSpec spec)
    {
        var task = spec.Task;
        return new(
            [
                new("dag_id", task.DagId),
                new("run_id", task.RunId),
                new("task_id", task.TaskId),
                new("map_index", task.MapIndex),
                new("try_number", task.TryNumber),
            ],
            spec.TraceParent?.Split('-') is [_, var traceId, ..] ? traceId : null);
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _facts.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>All of it in a line.</summary>
    public override string ToString() => string.Join(' ', _facts.Select(f => $"{f.Key}:{f.Value}"));
}
