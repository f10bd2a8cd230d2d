using System.Collections.Immutable;
using Orrery.Client;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Views.Overview;

/// <summary>A run that failed, with the task that failed first in it and how its log ends.</summary>
/// <param name="Run">The run.</param>
/// <param name="Task">The task; null: none failed by itself.</param>
/// <param name="Others">How many more tasks failed.</param>
/// <param name="Lines">The last lines it wrote to its error output, or else to its log; none: it wrote nothing, or its log is elsewhere.</param>
public sealed record Failure(DagRunInfo Run, TaskInstanceInfo? Task, int Others, ImmutableArray<string> Lines);

/// <summary>The last runs that failed. What is known of a run that has ended is not read again.</summary>
/// <param name="client">The installation.</param>
public sealed class FailureList(IOrreryClient client)
{
    /// <summary>How many are shown.</summary>
    public const int Size = 5;

    /// <summary>How many of their last lines.</summary>
    public const int Lines = 3;

    private const int TailLines = 40;

    private Dictionary<(string DagId, string RunId, DateTimeOffset? EndDate), Failure> _known = [];

    /// <summary>The failures, newest first.</summary>
    public IReadOnlyList<Failure> Items { get; private set; } = [];

    /// <summary>Reads what is new.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var page = await client.ListDagRunsAsync(new ListQuery { States = [DagRunState.Failed.WireName()], Limit = Size }, cancellationToken);
        var known = new Dictionary<(string, string, DateTimeOffset?), Failure>();
        foreach (var run in page.Items)
        {
            var key = (run.DagId, run.DagRunId, run.EndDate);
            known[key] = _known.TryGetValue(key, out var failure) ? failure : await ReadAsync(run, cancellationToken);
        }

        (_known, Items) = (known, [.. known.Values]);
    }

    private async Task<Failure> ReadAsync(DagRunInfo run, CancellationToken cancellationToken)
    {
        var failed = (await client.ListTaskInstancesAsync(run.DagId, run.DagRunId, cancellationToken))
            .Where(t => t.State == TaskInstanceState.Failed).OrderBy(t => t.EndDate).ToList();
        return failed is [var first, ..]
            ? new Failure(run, first, failed.Count - 1, await TailAsync(first, cancellationToken))
            : new Failure(run, Task: null, Others: 0, Lines: []);
    }

    private async Task<ImmutableArray<string>> TailAsync(TaskInstanceInfo task, CancellationToken cancellationToken)
    {
        var log = new LogAddress(task.DagId, task.DagRunId, task.TaskId, task.TryNumber, task.MapIndex);
        var tail = (await client.ReadLogAsync(log, -TailLines, TailLines, cancellationToken)).Lines;
        var errors = tail.Where(l => l.Source == LogSource.Stderr).ToList();
        return [.. (errors.Count > 0 ? errors : tail.Where(l => l.Source == LogSource.Stdout)).TakeLast(Lines).Select(l => l.Text)];
    }
}
