using System.Collections.Immutable;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Pools;
using Orrery.Grains.Interfaces.Queues;

namespace Orrery.Grains.Runs;

/// <content>Why a task is not running.</content>
public sealed partial class DagRunGrain
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<string>> WhyAsync(string taskId)
    {
        if (FindRun() is not { } run)
        {
            return [];
        }

        var blockers = await Task.WhenAll(run.State.InstancesOf(taskId).Select(instance => BlockersAsync(run, instance)));
        return [.. blockers.SelectMany(b => b).Select(b => b.ToSentence()).Distinct(StringComparer.Ordinal)];
    }

    private async Task<IEnumerable<TaskBlocker>> BlockersAsync(RunRecord run, int instance)
    {
        var blockers = RunExplain.Blockers(run.State, instance, clock.GetUtcNow()).Select(b => b is TaskBlocker.PastNotDone past ? past with { PreviousRun = _previousRun } : b);
        return run.State[instance].State == TaskInstanceState.Queued && await LimitOfAsync(run, instance) is { } limit
            ? blockers.Select(b => b is TaskBlocker.WaitsForHost ? limit : b)
            : blockers;
    }

    /// <summary>The limit beyond the run that holds an offered task back; null when none does.</summary>
    private async Task<TaskBlocker?> LimitOfAsync(RunRecord run, int instance)
    {
        var task = run.State.DefinitionOf(instance);
        var key = run.KeyOf(instance, run.State[instance].TryNumber);
        return await grains.GetGrain<IQueueGrain>(QueueOf(run, instance)).ExplainAsync(key) switch
        {
            null => null,
            { LimitKey: var limit } when LimitKeys.TryParseTask(limit, out _, out _) => new TaskBlocker.MaxActiveTisPerDag(task.MaxActiveTisPerDag ?? 0),
            var pool => new TaskBlocker.WaitsForPool(pool.LimitKey, task.PoolSlots, pool.Reason),
        };
    }
}
