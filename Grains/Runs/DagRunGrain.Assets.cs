using Orrery.Core.Assets;
using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Assets;

namespace Orrery.Grains.Runs;

/// <content>
/// News of assets. They are written with the success they belong to, into the outbox, so there is one for each success and none without
/// one. Telling the asset is an effect: if it is lost, the schedule's grain finds the outbox and tells it again.
/// </content>
public sealed partial class DagRunGrain
{
    private readonly HashSet<string> _undelivered = new(StringComparer.Ordinal);

    /// <summary>What the outcome of a task is news of; or the failure it becomes because what it said of its outlets is wrong.</summary>
    private (TaskOutcome Outcome, TaskNews? News) NewsOf(RunRecord run, int instance, TaskOutcome outcome, string? said)
    {
        var task = run.State.DefinitionOf(instance);
        if (outcome is TaskOutcome.Fail or TaskOutcome.Skip || (task.Outlets.Count == 0 && said is null))
        {
            return (outcome, null);
        }

        var (events, problem) = OutletEvents.Resolve(run.Plan.Dag, task, said);
        return problem is null
            ? (outcome, events.Count == 0 ? null : new TaskNews(instance, events, clock.GetUtcNow()))
            : (new TaskOutcome.Fail(new TaskFailure(TaskFailureReason.InvalidOutlets, problem)), null);
    }

    /// <summary>Tells assets of their news, and does not wait for what they make of it.</summary>
    private void Deliver(IReadOnlyCollection<string> uris)
    {
        foreach (var uri in uris.ToArray())
        {
            _undelivered.Add(uri);
            _ = GuardAsync(DeliverAsync(uri));
        }
    }

    private async Task DeliverAsync(string uri)
    {
        await grains.GetGrain<IAssetGrain>(uri).DeliverAsync();
        _undelivered.Remove(uri);
    }
}
