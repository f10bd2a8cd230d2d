using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Orrery.Client;
using Orrery.Core.States;
using Orrery.Dashboard.Views.Grid;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Components.Grid;

/// <summary>What is known of the run, group or task that is chosen in a grid.</summary>
public sealed partial class GridDetails : IDisposable
{
    /// <summary>How many instances of a mapped task are listed.</summary>
    private const int MostInstances = 50;

    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<TaskInstanceInfo>? _instances;
    private ImmutableArray<string> _why = [];
    private string? _problem;
    private (string RunId, string? TaskId) _shown;
    private (DagRunInfo? Run, TaskInstanceInfo? Task) _read;

    /// <summary>Id of the DAG.</summary>
    [Parameter, EditorRequired]
    public string DagId { get; set; } = "";

    /// <summary>Id of the run.</summary>
    [Parameter, EditorRequired]
    public string RunId { get; set; } = "";

    /// <summary>The run; null: it is not shown in the grid.</summary>
    [Parameter, EditorRequired]
    public DagRunInfo? Run { get; set; }

    /// <summary>The row of the task or group; null: the run itself is chosen.</summary>
    [Parameter, EditorRequired]
    public GridRow? Row { get; set; }

    /// <summary>The cells of the run.</summary>
    [Parameter, EditorRequired]
    public CellColumn? Column { get; set; }

    /// <summary>The rows.</summary>
    [Parameter, EditorRequired]
    public TaskTree Tree { get; set; } = null!;

    /// <summary>The runs that are watched: what is known of them is not read again.</summary>
    [Parameter, EditorRequired]
    public GridWatch Watch { get; set; } = null!;

    /// <summary>Nothing is to be chosen any more.</summary>
    [Parameter, EditorRequired]
    public EventCallback Closed { get; set; }

    [Inject] private IOrreryClient Client { get; set; } = null!;

    private IReadOnlyList<(TaskInstanceState State, int Count)> Counts
    {
        get
        {
            if (Column is null)
            {
                return [];
            }

            IEnumerable<(TaskInstanceState State, int Count)> counts =
                Row is null ? OfCells(Column.Cells)
                : !Tree.TryRowOf(Row.Id, out var row) ? []
                : Row.IsTask && Tree.TryPlaceOf(Row.Id, out var place) && Column.Mapped.TryGetValue(place, out var mapped) ? mapped.Select((count, state) => ((TaskInstanceState)state, count))
                : OfCells(Column.Cells[Tree.PlacesIn(row)]);
            return [.. counts.Where(c => c.Count > 0).OrderByDescending(c => TaskInstanceStateFacts.Of(c.State).Severity)];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        var asked = (RunId, TaskId: Row is { IsTask: true } row ? row.Id : null);
        if (asked != _shown)
        {
            (_shown, _instances, _why, _problem, _read) = (asked, null, [], null, default);
        }

        if (asked.TaskId is not { } taskId || Run is not { } run)
        {
            return;
        }

        try
        {
            var found = Watch.Read(run.DagRunId, b => b.Tasks.Where(t => t.TaskId == taskId).ToList());
            if (found is null && _read.Run != run)
            {
                var all = await Client.ListTaskInstancesAsync(DagId, run.DagRunId, _gone.Token);
                found = [.. all.Where(t => t.TaskId == taskId)];
                _read.Run = run;
            }

            if (found is not null && asked == _shown)
            {
                _instances = found;
                await ExplainAsync(run, asked);
            }
        }
        catch (OrreryUnavailableException exception)
        {
            _problem = exception.Message;
        }
        catch (OperationCanceledException)
        {
            // The viewer has left.
        }
    }

    private static IEnumerable<(TaskInstanceState State, int Count)> OfCells(ReadOnlySpan<byte> cells) =>
        cells.ToArray().Where(TaskCell.IsPresent).CountBy(TaskCell.StateOf).Select(c => (c.Key, c.Value));

    private async Task ExplainAsync(DagRunInfo run, (string RunId, string? TaskId) asked)
    {
        if (_instances is not [{ } task])
        {
            _why = [];
            return;
        }

        if (task == _read.Task)
        {
            return;
        }

        _read.Task = task;
        var isWaiting = !task.State.IsFinished() && task.State != TaskInstanceState.Running;
        var why = isWaiting ? await Client.WhyAsync(DagId, run.DagRunId, task.TaskId, _gone.Token) : [];
        if (asked == _shown)
        {
            _why = why;
        }
    }
}
