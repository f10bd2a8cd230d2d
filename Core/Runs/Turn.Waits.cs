using Orrery.Core.Dags;
using Orrery.Core.States;
using Orrery.Core.Waits;

namespace Orrery.Core.Runs;

/// <content>How tries wait: for a time, for another run, for a person, for what a host looks at.</content>
internal sealed partial class Turn
{
    /// <summary>Whether a host's trigger loop carries out what the current try is at.</summary>
    public bool IsTrigger(int instance) => ActionOf(instance).IsTrigger;

    /// <summary>The host that looked for a try is gone or gives it back: another goes on with what is left of its time.</summary>
    public void LookElsewhere(int instance)
    {
        if (Slot(instance).Wait is { Deferral: not null, EventJson: null })
        {
            Set(instance, Slot(instance) with { State = TaskInstanceState.Deferred, Lease = null });
            Do(new RunEffect.Offer(instance, Slot(instance).TryNumber));
        }
        else
        {
            GoOn(instance);
        }
    }

    /// <summary>A moment has come at which a waiting try is to be looked at.</summary>
    public void LookAgain(int instance)
    {
        var slot = Slot(instance);
        var wait = slot.Wait!;
        if (slot.State == TaskInstanceState.UpForReschedule)
        {
            GoOn(instance);
        }
        else if (wait.Until <= _now && ActionOf(instance) is TaskAction.Wait)
        {
            Finish(instance, new TaskOutcome.Success());
        }
        else
        {
            // Durable before it is done: if it gets lost, the next look comes all the same.
            var looks = wait.Looks + 1;
            var next = Moments.After(_now, PauseAfter(instance, wait, looks) ?? SensorPolicy.DefaultPokeInterval);
            Set(instance, slot with { Wait = wait with { Looks = looks, NextLookAt = next } });
            Do(new RunEffect.Decide(instance, slot.TryNumber));
        }
    }

    private TaskAction ActionOf(int instance) => Slot(instance).ActionOf(DefinitionOf(instance));

    /// <summary>The try goes on: it is ready again, as the same try.</summary>
    private void GoOn(int instance)
    {
        var slot = Slot(instance);
        Set(instance, slot with
        {
            State = TaskInstanceState.Scheduled,
            ScheduledAt = _now,
            Lease = null,
            Wait = slot.Wait is null ? null : slot.Wait with { NextLookAt = null },
        });
        _newlyReady.Enqueue(instance, PlaceOf(instance));
    }

    /// <summary>What a try waits for is not there yet.</summary>
    private void Wait(int instance, TaskOutcome.NotYet notYet)
    {
        var slot = Slot(instance);
        var wait = (slot.Wait ?? new TaskWait { Since = slot.StartedAt ?? _now }) with { For = notYet.For, Until = notYet.Until, Run = notYet.Run, Asset = notYet.Asset };
        if (ActionOf(instance) is TaskAction.Sensor sensor
            && SensorOutcome.After(sensor.Policy, new PokeResult(PokeKind.NotYet, $"It waited for {notYet.For}."), _now - wait.Since) is { } outcome)
        {
            Finish(instance, outcome);
            return;
        }

        // One that is waited for already was counted when this look was begun.
        if (slot.State != TaskInstanceState.Deferred || wait.NextLookAt is null)
        {
            wait = wait with { Looks = wait.Looks + 1 };
            wait = wait with { NextLookAt = wait.Until ?? (PauseAfter(instance, wait, wait.Looks) is { } pause ? Moments.After(_now, pause) : null) };
        }

        // A host that looked once and found nothing gives its lease back; what the run looks at itself is deferred.
        var state = slot.Lease is null ? TaskInstanceState.Deferred : TaskInstanceState.UpForReschedule;
        Set(instance, slot with { State = state, Lease = null, Wait = wait });
        if (wait != slot.Wait && wait.NextLookAt is { } next)
        {
            Do(new RunEffect.WakeAt(next));
        }
    }

    /// <summary>The process has given its place back until something is there.</summary>
    private void Defer(int instance, Deferral deferral)
    {
        var slot = Slot(instance);
        Set(instance, slot with { State = TaskInstanceState.Deferred, Lease = null, Wait = new TaskWait { Since = _now, Deferral = deferral } });
        Do(deferral.Action.IsTrigger ? new RunEffect.Offer(instance, slot.TryNumber) : new RunEffect.Decide(instance, slot.TryNumber));
    }

    /// <summary>What a process deferred itself to is there: it is started again, and told.</summary>
    private void Resume(int instance, Deferral deferral, TaskOutcome.Success success)
    {
        var slot = Slot(instance);
        Set(instance, slot with { Wait = slot.Wait! with { EventJson = deferral.EventJson(_now, success.ValueJson) } });
        GoOn(instance);
    }

    /// <summary>The pause after a look; null for what is not looked at again by itself.</summary>
    private TimeSpan? PauseAfter(int instance, TaskWait wait, int looks) => ActionOf(instance) switch
    {
        TaskAction.Sensor sensor => SensorInterval.After(
            sensor.Policy, looks, _now - wait.Since, $"{_plan.Dag.DagId}#{DefinitionOf(instance).TaskId}#{_state.RunId}#{wait.Since.UtcTicks}"),
        TaskAction.TriggerDag trigger => trigger.PokeInterval,
        _ => null,
    };
}
