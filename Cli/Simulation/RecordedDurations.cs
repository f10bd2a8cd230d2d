using Orrery.Client;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Cli.Simulation;

/// <summary>How long tasks took: the median of the last successful tries.</summary>
internal static class RecordedDurations
{
    private const int Runs = 10;

    /// <summary>The durations by task id; tasks that never succeeded have none.</summary>
    public static async Task<Dictionary<string, TimeSpan>> ReadAsync(IOrreryClient client, string dagId, CancellationToken cancellationToken)
    {
        var states = new[] { DagRunState.Success.WireName(), DagRunState.Failed.WireName() };
        var runs = await client.ListDagRunsAsync(new ListQuery { DagId = dagId, States = [.. states], Limit = Runs }, cancellationToken);
        var taken = new Dictionary<string, List<TimeSpan>>(StringComparer.Ordinal);
        foreach (var run in runs.Items)
        {
            foreach (var task in await client.ListTaskInstancesAsync(dagId, run.DagRunId, cancellationToken))
            {
                if (task is { State: TaskInstanceState.Success, StartDate: { } start, EndDate: { } end } && end >= start)
                {
                    if (!taken.TryGetValue(task.TaskId, out var list))
                    {
                        taken[task.TaskId] = list = [];
                    }

                    list.Add(end - start);
                }
            }
        }

        return taken.ToDictionary(t => t.Key, t => Median(t.Value), StringComparer.Ordinal);
    }

    // Of an even number the lower one of the middle two: a duration that was.
    private static TimeSpan Median(List<TimeSpan> durations)
    {
        durations.Sort();
        return durations[(durations.Count - 1) / 2];
    }
}
