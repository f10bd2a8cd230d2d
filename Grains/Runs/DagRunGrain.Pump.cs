using Microsoft.Extensions.Logging;
using Orrery.Core.Runs;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Runs;

/// <content>The inbox: decide, commit, carry out.</content>
public sealed partial class DagRunGrain
{
    private async Task<Decision> SubmitAsync(RunEvent e) => (await SubmitAllAsync([new Input(e)]))[0];

    /// <summary>Hands events in together; each answer comes when its commit is durable.</summary>
    private Task<Decision[]> SubmitAllAsync(IEnumerable<Input> inputs)
    {
        var added = inputs.ToArray();
        _inbox.AddRange(added);
        if (!_isPumping && _inbox.Count > 0)
        {
            _isPumping = true;
            _ = PumpAsync();
        }

        return Task.WhenAll(added.Select(i => i.Decided.Task));
    }

    private async Task PumpAsync()
    {
        var batch = new List<Input>();
        try
        {
            while (_inbox.Count > 0)
            {
                (batch, _inbox) = (_inbox, []);
                var run = FindRun() ?? throw new InvalidOperationException($"There is no run '{_key}' to decide about.");
                var turn = new RunTurn(run);
                var now = clock.GetUtcNow();
                foreach (var input in batch)
                {
                    input.Decision = input.Note is { } note
                        ? turn.Add(note, input.Riders, now)
                        : turn.Add(machine.Decide(run.State, input.Event!, now), input.Riders, input.News);
                    if (input is { Decision.Ignored: null, Amend: { } amend })
                    {
                        run.Amend(amend);
                    }

                    if (input is { Decision: { Ignored: null } decision, NoteOnChosen: { } text })
                    {
                        turn.AddNotes(decision.Chosen, text, now);
                    }
                }

                if (turn.HasChanges && !await TryCommitAsync(run, turn))
                {
                    await RefuseLeasesAsync(batch);
                    continue;
                }

                foreach (var input in batch)
                {
                    input.Decided.TrySetResult(input.Decision!);
                }

                CarryOut(run, turn.Effects);
                Deliver(turn.News);
                TellPools(turn.Slots);
            }
        }
        catch (Exception e)
        {
            // What was decided in memory is not in the store: forget it, and read the run again.
            using (BeginLog())
            {
                LogTurnFailed(logger, e, _key.DagId, _key.RunId);
            }

            foreach (var input in batch.Concat(_inbox))
            {
                input.Decided.TrySetException(e);
            }

            _inbox = [];
            (_run, _isLost) = (null, true);
            _awaitsPast.Clear();
            _watchers.Close();
            if (e is StoreUnavailableException)
            {
                SetWake();
            }
            else
            {
                this.DeactivateOnIdle();
            }
        }
        finally
        {
            _isPumping = false;
        }
    }

    /// <summary>Writes a turn; false when slots it needs were granted under an older count, and then nothing is written.</summary>
    private async Task<bool> TryCommitAsync(RunRecord run, RunTurn turn)
    {
        var row = run.NextRow();
        switch (await store.CommitAsync(turn.ToRows(row)))
        {
            case CommitOutcome.Stale:
                throw new StaleActivationException($"Run '{_key}' was written by another activation since it was read; this one goes away.");
            case CommitOutcome.GrantVoid:
                return false;
            default:
                break;
        }

        var before = run.Row;
        run.Committed(row);
        telemetry.Committed(run, before, turn);
        _watchers.Publish(run, turn.Tasks);
        notifier.Notice(_key.DagId, _key.RunId);
        if (turn.HasEnds)
        {
            TellListeners();
        }

        return true;
    }

    /// <summary>
    /// After a limit was counted anew under leases that were about to be written: those are refused and their tasks offered again, and
    /// everything else that was to be decided with them is decided again, on the run as the store has it.
    /// </summary>
    private async Task RefuseLeasesAsync(List<Input> batch)
    {
        _run = await RunRecord.LoadAsync(store, plans, _key.DagId, _key.RunId);
        foreach (var input in batch.Where(i => i.Event is RunEvent.LeaseRequested))
        {
            input.Decided.TrySetResult(Decision.Ignore(IgnoreReason.GrantVoid));
        }

        _inbox.InsertRange(0, batch.Where(i => i.Event is not RunEvent.LeaseRequested));
        batch.Clear();
        if (_run is { } run)
        {
            _watchers.Restart(run);
        }

        Recover();
    }

    private async Task OnWakeAsync(CancellationToken cancellationToken)
    {
        if (_run is { IsFinished: true } && !_redoEffects)
        {
            if (_listeners.At(clock.GetUtcNow()).Count == 0)
            {
                this.DeactivateOnIdle();
            }
            else
            {
                // Somebody waits for what may become of it yet: it may be cleared.
                SetWake();
            }

            return;
        }

        try
        {
            if (_isLost)
            {
                (_run, _isLost) = (await RunRecord.LoadAsync(store, plans, _key.DagId, _key.RunId), false);
                _redoEffects = true;
            }

            if (_redoEffects)
            {
                _redoEffects = false;
                Recover();
            }

            if (_run is not null)
            {
                await SubmitAsync(new RunEvent.TimePassed());
            }
        }
        catch (StoreUnavailableException e)
        {
            LogTurnFailed(logger, e, _key.DagId, _key.RunId);
            SetWake();
        }
    }

    [LoggerMessage(EventIds.RunTurnFailed, LogLevel.Warning, "Run {DagId}/{RunId}: a turn failed; the run is read again")]
    private static partial void LogTurnFailed(ILogger logger, Exception exception, string dagId, string runId);

    /// <summary>What the run is told: an event to be decided, or a note.</summary>
    private sealed class Input
    {
        public Input(
            RunEvent e, IReadOnlyList<StoreRow>? riders = null, TaskNews? news = null, Func<DagRunRow, DagRunRow>? amend = null) =>
            (Event, Riders, News, Amend) = (e, riders ?? [], news, amend);

        public Input(RunNote note, IReadOnlyList<StoreRow> riders) => (Note, Riders) = (note, riders);

        public RunEvent? Event { get; }

        public RunNote? Note { get; }

        /// <summary>Rows to be written with the event, unless it is ignored.</summary>
        public IReadOnlyList<StoreRow> Riders { get; }

        /// <summary>A note for every instance the event chose, unless it is ignored.</summary>
        public string? NoteOnChosen { get; init; }

        /// <summary>News of assets, if the task they come from succeeds.</summary>
        public TaskNews? News { get; }

        /// <summary>What changes in the run's row besides, unless the event is ignored.</summary>
        public Func<DagRunRow, DagRunRow>? Amend { get; }

        public Decision? Decision { get; set; }

        public TaskCompletionSource<Decision> Decided { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
