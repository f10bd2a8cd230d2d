using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Orrery.Core.States;
using Orrery.Dashboard.State;
using Orrery.Dashboard.Views;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Components.Pages;

/// <summary>One task instance: its tries, their logs, and what it waits for.</summary>
public sealed partial class TaskPage
{
    private string _dagId = "";
    private string _runId = "";
    private string _taskId = "";
    private int _mapIndex = -1;
    private TaskInstanceInfo? _task;
    private ImmutableArray<TaskTryInfo> _tries = [];
    private ImmutableArray<string> _why = [];
    private IReadOnlyList<(string, string)> _near = [];

    /// <summary>Id of the DAG, as the router sees it; the page reads it from the address.</summary>
    [Parameter]
    public string? DagId { get; set; }

    /// <summary>Id of the run, as the router sees it.</summary>
    [Parameter]
    public string? RunId { get; set; }

    /// <summary>Id of the task, as the router sees it.</summary>
    [Parameter]
    public string? TaskId { get; set; }

    /// <summary>Index of the mapped instance; null when the task is not mapped.</summary>
    [Parameter]
    public int? MapIndex { get; set; }

    [SupplyParameterFromQuery(Name = "try")]
    private int? Try { get; set; }

    /// <inheritdoc/>
    protected override string LoadKey => string.Join('\n', Segments);

    private TaskTryInfo? Shown => Try is null ? _tries[^1] : _tries.FirstOrDefault(t => t.TryNumber == Try);

    /// <inheritdoc/>
    protected override bool Concerns(ChangeBatch changes) =>
        changes.IsEverything || changes.Notices.Any(n => n.DagId == _dagId && n.RunId == _runId);

    /// <inheritdoc/>
    protected override async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        var ids = Segments;
        (_dagId, _runId, _taskId) = (ids.ElementAtOrDefault(1) ?? "", ids.ElementAtOrDefault(3) ?? "", ids.ElementAtOrDefault(5) ?? "");
        _mapIndex = int.TryParse(ids.ElementAtOrDefault(6), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;
        var tasks = await Client.ListTaskInstancesAsync(_dagId, _runId, cancellationToken);
        _task = tasks.FirstOrDefault(t => t.TaskId == _taskId && t.MapIndex == _mapIndex);
        if (_task is null)
        {
            _near = [.. Nearest.Of(_taskId, tasks.Select(t => t.TaskId).Distinct(StringComparer.Ordinal)).Select(id => (id, DashboardUrl.Task(_dagId, _runId, id)))];
            return false;
        }

        _tries = await Client.ListTriesAsync(_dagId, _runId, _taskId, _mapIndex, cancellationToken);
        _why = _task.State.IsFinished() || _task.State == TaskInstanceState.Running ? [] : await Client.WhyAsync(_dagId, _runId, _taskId, cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    protected override Task RefreshAsync(ChangeBatch changes, CancellationToken cancellationToken) => ReloadAsync();
}
