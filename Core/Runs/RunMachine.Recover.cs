using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <content>What to do after a run was loaded.</content>
public sealed partial class RunMachine
{
    /// <summary>The effects that may not have been carried out before the run was loaded; carrying them out again is harmless.</summary>
    /// <remarks>
    /// Stopping a process whose lease is gone is not among them: its host learns that the lease is void when it renews or reports.
    /// </remarks>
    /// <param name="state">The state as loaded.</param>
    /// <param name="now">The time; nothing is asked for earlier.</param>
    public static IReadOnlyList<RunEffect> Recover(RunState state, DateTimeOffset now)
    {
        switch (state.Run.State)
        {
            case DagRunState.Queued:
                return [new RunEffect.AwaitStart()];
            case DagRunState.Success or DagRunState.Failed:
                return [new RunEffect.Ended(state.Run.State)];
            default:
                break;
        }

        var effects = new List<RunEffect>();
        for (var instance = 0; instance < state.Count; instance++)
        {
            ref readonly var slot = ref state[instance];
            switch (slot.State)
            {
                case TaskInstanceState.Queued:
                    effects.Add(new RunEffect.Offer(instance, slot.TryNumber));
                    break;
                case TaskInstanceState.Running when state.Plan.IsInline(state.TaskOf(instance)):
                    effects.Add(new RunEffect.Decide(instance, slot.TryNumber));
                    break;
                case TaskInstanceState.Deferred when slot.Lease is null:
                    effects.Add(slot.ActionOf(state.DefinitionOf(instance)).IsTrigger
                        ? new RunEffect.Offer(instance, slot.TryNumber)
                        : new RunEffect.Decide(instance, slot.TryNumber));
                    break;
                case TaskInstanceState.Restarting when slot.Lease is { } lease:
                    effects.Add(new RunEffect.Stop(instance, lease));
                    break;
                case TaskInstanceState.None when state.Plan.DependsOnPast(state.TaskOf(instance)):
                    effects.Add(new RunEffect.AwaitPast(instance));
                    break;
                default:
                    break;
            }
        }

        for (var expansion = 0; expansion < state.Plan.Expansions.Count; expansion++)
        {
            if (state.IsExpansionDue(expansion))
            {
                effects.Add(new RunEffect.Expand(expansion, state.Expansion(expansion).Round));
            }
        }

        if (state.NextWakeAt is { } wake)
        {
            effects.Add(new RunEffect.WakeAt(wake > now ? wake : now));
        }

        return effects;
    }
}
