using System.Text.Json.Nodes;
using Orrery.Core.Mapping;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Core.Versions;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Runs;

/// <summary>One run in memory: its row, its machine's state, and the way from one to the other.</summary>
internal sealed class RunRecord
{
    private readonly Dictionary<int, string> _notes;
    private readonly string? _bundleVersion;
    private readonly IReadOnlyList<TaskInstanceRow> _removed;

    private RunRecord(
        DagRunRow row, RunState state, DagReleaseRow? release, string? bundleVersion, Dictionary<int, string> notes, IReadOnlyList<TaskInstanceRow> removed)
    {
        _removed = removed;
        _bundleVersion = bundleVersion;
        _notes = notes;
        Row = row;
        State = state;
        Release = release;
    }

    /// <summary>What the instances of each expansion get, by its place in the plan, once somebody has asked; worked out again after a restart.</summary>
    public Dictionary<int, Task<ExpandOutcome>> Expanded { get; } = [];

    /// <summary>The row as it is in the store.</summary>
    public DagRunRow Row { get; private set; }

    /// <summary>The state of the machine.</summary>
    public RunState State { get; }

    /// <summary>The release the run is pinned to; null when it is not there.</summary>
    public DagReleaseRow? Release { get; }

    /// <summary>The code the run is pinned to: the hash of a snapshot; null: what is in the directory its release names.</summary>
    public string? Snapshot => Row.Snapshot ?? Release?.Snapshot;

    /// <summary>Where its tasks run: the folder of the DAG's file, in the snapshot if there is one.</summary>
    public string? WorkingDirectory => Snapshot is null ? Release?.CodePath : Path.GetDirectoryName(Release?.File);

    /// <summary>The events that led to the run, for templates; null: not read yet, or none can have.</summary>
    public JsonObject? TriggeringEvents { get; set; }

    /// <summary>The compiled version the run is pinned to.</summary>
    public RunPlan Plan => State.Plan;

    /// <summary>Reads a run; null when there is none.</summary>
    public static async Task<RunRecord?> LoadAsync(IStore store, Versions.RunPlanCache plans, string dagId, string runId)
    {
        if (await store.GetDagRunAsync(dagId, runId) is not { } row)
        {
            return null;
        }

        var plan = await plans.GetAsync(row.Version);
        var tasks = await store.GetTaskInstancesAsync(row.RunPk);
        var run = new RunChange(row.State, row.QueuedAt, row.StartedAt, row.EndedAt, row.Reason, row.ClearNumber);
        var notes = (await store.ListTaskNotesAsync(row.RunPk)).ToDictionary(n => n.Ordinal, n => n.Content);
        var release = await store.GetReleaseAsync(dagId, row.Release);
        var bundleVersion = release is null || row.Snapshot is null ? null : await Versions.BundleVersions.NameInAsync(store, release, row.Snapshot);
        var state = RunState.Restore(plan, row.RunId, run, tasks.Where(t => t.Ordinal < RunMove.FirstRemoved).Select(t => RunRows.ToChange(plan, t)));
        return new RunRecord(row, state, release, bundleVersion, notes, [.. tasks.Where(t => t.Ordinal >= RunMove.FirstRemoved)]);
    }

    /// <summary>The run as it would be on another release: to decide about, not to keep.</summary>
    public RunRecord On(DagRunRow row, RunState state) => new(row, state, Release, bundleVersion: null, [], []);

    /// <summary>All its instances, those of tasks that were removed among them, ascending by ordinal.</summary>
    public IReadOnlyList<KeptInstance> Instances() =>
    [
        .. Enumerable.Range(0, State.Count).Select(i => new KeptInstance(i, State.DefinitionOf(i).TaskId, State.MapIndexOf(i), State[i])),
        .. _removed.Select(t => new KeptInstance(t.Ordinal, t.TaskId, t.MapIndex, RunRows.ToSlot(t))),
    ];

    /// <summary>The run's row with the machine's values, to be written under the revision that was read.</summary>
    public DagRunRow NextRow()
    {
        var run = State.Run;
        return Row with
        {
            State = run.State,
            QueuedAt = run.QueuedAt,
            StartedAt = run.StartedAt,
            EndedAt = run.EndedAt,
            Reason = run.Reason,
            ClearNumber = run.ClearNumber,
        };
    }

    /// <summary>Changes what is no value of the machine; the next commit writes it, and if that fails the record is thrown away.</summary>
    public void Amend(Func<DagRunRow, DagRunRow> change) => Row = change(Row);

    /// <summary>Puts a note on the run or on one of its tasks.</summary>
    public void Note(RunNote note)
    {
        switch (note)
        {
            case RunNote.OfTask(var task, { } text):
                _notes[task] = text;
                break;
            case RunNote.OfTask(var task, null):
                _notes.Remove(task);
                break;
            case RunNote.OfXComs:
                break;
            default:
                Row = Row with { Note = note.Text };
                break;
        }
    }

    /// <summary>The note on a task instance; null: there is none.</summary>
    public string? NoteOn(int instance) => _notes.GetValueOrDefault(instance);

    /// <summary>Takes note that <paramref name="row"/> was committed.</summary>
    public void Committed(DagRunRow row) => Row = row with { Revision = row.Revision + 1 };

    /// <summary>Which try of a task instance.</summary>
    public TaskKey KeyOf(int instance, int tryNumber) => new()
    {
        DagId = Row.DagId,
        RunId = Row.RunId,
        TaskId = State.DefinitionOf(instance).TaskId,
        MapIndex = State.MapIndexOf(instance),
        Ordinal = instance,
        TryNumber = tryNumber,
    };

    /// <summary>What clients see of the run.</summary>
    public DagRunInfo ToInfo() => Infos.Of(Row) with
    {
        BundleVersion = _bundleVersion ?? Row.Snapshot,
        BundleName = Release?.Bundle,
        ReleasedAt = Release?.CreatedAt,
    };

    /// <summary>What clients see of one of its task instances.</summary>
    public TaskInstanceInfo ToInfo(int instance) =>
        Infos.Of(Row, RunRows.ToRow(Row.RunPk, Plan, State.Snapshot(instance)), Plan, NoteOn(instance));

    /// <summary>What clients see of the instances whose tasks were removed.</summary>
    public IEnumerable<TaskInstanceInfo> Removed() => _removed.Select(t => Infos.Of(Row, t, Plan, NoteOn(t.Ordinal)));

    /// <summary>Whether the run has ended.</summary>
    public bool IsFinished => State.Run.State.IsFinished();
}
