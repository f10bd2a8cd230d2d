using Microsoft.AspNetCore.Components;
using Orrery.Client;
using Orrery.Core.States;
using Orrery.Dashboard.Views.Runs;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Dashboard.Components.Dialogs;

/// <summary>Clears or marks a task by hand, after it has shown which tasks that reaches: the server says so anew whenever a choice changes.</summary>
public sealed partial class TaskActionDialog
{
    private const int Listed = 100;

    private static readonly TaskInstanceState[] States = [TaskInstanceState.Success, TaskInstanceState.Failed, TaskInstanceState.Skipped];

    private IReadOnlyList<TaskInstanceInfo>? _affected;
    private IReadOnlyList<string> _problems = [];
    private int _runs;
    private int _asked;
    private bool _isSending;

    /// <summary>What is done, as it is chosen at first.</summary>
    [Parameter, EditorRequired]
    public TaskAction Initial { get; set; } = null!;

    /// <summary>Called when the dialog is to go away.</summary>
    [Parameter, EditorRequired]
    public EventCallback Closed { get; set; }

    [Inject] private IOrreryClient Client { get; set; } = null!;

    private TaskAction Action { get; set; } = null!;

    private bool IsClear => Action.State is null;

    private string Name => Action.Task.TaskId + (Action.Task.MapIndex is { } index ? $"[{index}]" : "");

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => ChangeAsync(Initial);

    private static bool IsOn(ChangeEventArgs change) => change.Value is true;

    private async Task ChangeAsync(TaskAction action)
    {
        (Action, _affected, _problems) = (action, null, []);
        var asked = ++_asked;
        try
        {
            var answer = await action.PreviewAsync(Client, default);

            // A choice made meanwhile has been asked about too, and its answer is the one to show.
            if (asked == _asked)
            {
                _affected = [.. answer.Runs.SelectMany(r => r.Tasks)];
                _runs = answer.Runs.Count(r => !r.Tasks.IsEmpty);
                _problems = answer.Outcome.Status == ActionStatus.Done ? [] : answer.Outcome.Problems;
            }
        }
        catch (OrreryUnavailableException exception)
        {
            if (asked == _asked)
            {
                (_affected, _problems) = ([], [exception.Message]);
            }
        }
    }

    private async Task CarryOutAsync()
    {
        if (_isSending || _affected is not { Count: > 0 })
        {
            return;
        }

        _isSending = true;
        try
        {
            var answer = await Action.CarryOutAsync(Client, default);
            if (answer.Outcome.Status == ActionStatus.Done)
            {
                await Closed.InvokeAsync();
                return;
            }

            _problems = answer.Outcome.Problems;
        }
        catch (OrreryUnavailableException exception)
        {
            _problems = [exception.Message];
        }
        finally
        {
            _isSending = false;
        }
    }
}
