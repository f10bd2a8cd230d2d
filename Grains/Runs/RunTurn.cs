using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Runs;

/// <summary>What one commit of a run writes: the merged outcome of every event that was waiting when it began.</summary>
internal sealed class RunTurn(RunRecord run)
{
    private readonly Dictionary<int, TaskInstanceRow> _tasks = [];
    private readonly Dictionary<(int Instance, int TryNumber), TaskTryRow> _tries = [];
    private readonly List<StoreRow> _riders = [];
    private readonly Dictionary<int, StoreRow> _notes = [];
    private readonly HashSet<AssertionRow> _conditions = [];
    private bool _runChanged;

    /// <summary>What to do once it is durable, in the order it was decided.</summary>
    public List<RunEffect> Effects { get; } = [];

    /// <summary>What it means for pools and caps.</summary>
    public SlotChanges Slots { get; } = new();

    /// <summary>Ordinals of the task instances that change.</summary>
    public IReadOnlyCollection<int> Tasks => [.. _notes.Keys.Union(_tasks.Keys)];

    /// <summary>Whether there is anything to write.</summary>
    public bool HasChanges => _runChanged || _notes.Count > 0 || _tasks.Count > 0;

    /// <summary>Whether a task instance, or the run itself, comes to its end by it.</summary>
    public bool HasEnds { get; private set; }

    /// <summary>Places of the task instances that come to their end by it; one may be there twice.</summary>
    public List<int> Ended { get; } = [];

    /// <summary>The tries that it begins or ends.</summary>
    public IReadOnlyCollection<TaskTryRow> Tries => _tries.Values;

    /// <summary>URIs of the assets of which it brings news.</summary>
    public HashSet<string> News { get; } = new(StringComparer.Ordinal);

    /// <summary>Applies a decision to the run in memory and takes down what it writes.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="riders">Rows to be written with it, unless it is ignored.</param>
    /// <param name="news">News of assets, if the task they come from succeeds by it.</param>
    public Decision Add(Decision decision, IReadOnlyList<StoreRow> riders, TaskNews? news = null)
    {
        Effects.AddRange(decision.Effects);
        if (decision.Ignored is not null)
        {
            return decision;
        }

        _runChanged |= decision.Run is not null;
        HasEnds |= decision.Run is { } values && values.State.IsFinished() && !run.IsFinished;
        foreach (var rider in riders)
        {
            if (rider is AssertionRow condition)
            {
                // Many leases of a turn stand on the same count.
                _conditions.Add(condition);
            }
            else
            {
                _riders.Add(rider is AuditRow audit ? RunAudits.Of(audit, run, decision) : rider);
            }
        }

        foreach (var change in decision.Tasks)
        {
            var before = change.Instance < run.State.Count ? run.State[change.Instance] : default;
            if (change.Slot.State.IsFinished() && change.Slot.State != before.State)
            {
                HasEnds = true;
                Ended.Add(change.Instance);
            }

            Slots.Add(run.Plan, change.Task, before, change.Slot);
            if (RunRows.ToTryRow(run.Row.RunPk, change.Instance, before, change.Slot) is { } tryRow)
            {
                _tries[(change.Instance, tryRow.TryNumber)] = tryRow;
            }

            if (change.Slot.TryNumber > before.TryNumber && before.TryNumber > 0)
            {
                _riders.Add(new XComRemoval(run.Row.RunPk, change.Instance));
            }

            if (news?.Instance == change.Instance && change.Slot.State == TaskInstanceState.Success && before.State != TaskInstanceState.Success)
            {
                _riders.AddRange(news.ToRows(run, change.Slot.TryNumber));
                News.UnionWith(news.Events.Select(e => e.Uri));
            }

            _tasks[change.Instance] = RunRows.ToRow(run.Row.RunPk, run.Plan, change);
        }

        run.State.Apply(decision);
        return decision;
    }

    /// <summary>Takes down a note; no decision is made by it.</summary>
    public Decision Add(RunNote note, IReadOnlyList<StoreRow> riders, DateTimeOffset now)
    {
        _riders.AddRange(riders.Select(rider => rider is AuditRow audit ? RunAudits.Of(audit, run, note) : rider));
        run.Note(note);
        if (note is not RunNote.OfTask(var task, var text))
        {
            _runChanged = true;
        }
        else
        {
            _notes[task] = text is null
                ? new TaskNoteRemoval(run.Row.RunPk, task)
                : new TaskNoteRow { RunPk = run.Row.RunPk, Ordinal = task, Content = text, UpdatedAt = now };
        }

        return Decision.Ignore(IgnoreReason.AlreadyDone);
    }

    /// <summary>Takes down the same note for several task instances.</summary>
    public void AddNotes(IEnumerable<int> instances, string text, DateTimeOffset now)
    {
        foreach (var instance in instances)
        {
            Add(new RunNote.OfTask(instance, text), [], now);
        }
    }

    /// <summary>All rows of the commit; the run's row, which is its fence, first.</summary>
    public List<StoreRow> ToRows(DagRunRow runRow) => [runRow, .. _conditions, .. _tasks.Values, .. _tries.Values, .. _notes.Values, .. _riders];
}
