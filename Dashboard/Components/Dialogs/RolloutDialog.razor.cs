using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Orrery.Client;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Dashboard.Components.Dialogs;

/// <summary>How new releases of a DAG come to be live, and what becomes of the one that is on its way.</summary>
public sealed partial class RolloutDialog
{
    private How _how;
    private int _percent = 5;
    private int _next = 3;
    private int? _promoteAfter;
    private int? _rollbackAfter;
    private bool _isSending;
    private IReadOnlyList<string> _problems = [];

    private enum How
    {
        AtOnce,
        Share,
        Next,
    }

    /// <summary>Id of the DAG.</summary>
    [Parameter, EditorRequired]
    public string DagId { get; set; } = "";

    /// <summary>How its releases stand.</summary>
    [Parameter, EditorRequired]
    public RolloutInfo Rollout { get; set; } = null!;

    /// <summary>Called when the dialog is to go away.</summary>
    [Parameter, EditorRequired]
    public EventCallback Closed { get; set; }

    [Inject] private IOrreryClient Client { get; set; } = null!;

    [Inject] private AuthenticationStateProvider Viewer { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _how = Rollout switch { { Percent: not null } => How.Share, { Next: not null } => How.Next, _ => How.AtOnce };
        _percent = Rollout.Percent ?? _percent;
        _next = Rollout.Next ?? _next;
        (_promoteAfter, _rollbackAfter) = (Rollout.PromoteAfter, Rollout.RollbackAfter);
    }

    private Task SaveAsync() => SendAsync(who => Client.Versions.SetRolloutAsync(DagId, new RolloutRequest
    {
        Percent = _how == How.Share ? _percent : null,
        Next = _how == How.Next ? _next : null,
        PromoteAfter = _how == How.AtOnce ? null : _promoteAfter,
        RollbackAfter = _how == How.AtOnce ? null : _rollbackAfter,
        IsOff = _how == How.AtOnce,
        RequestedBy = who,
    }));

    private async Task SendAsync(Func<string, Task<RolloutResult>> send)
    {
        if (_isSending)
        {
            return;
        }

        _isSending = true;
        try
        {
            var viewer = (await Viewer.GetAuthenticationStateAsync()).User.Identity?.Name;
            var answer = await send(string.IsNullOrEmpty(viewer) ? "dashboard" : viewer);
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
