using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;
using Orrery.Client;
using Orrery.Dashboard.Components.Dialogs;
using Orrery.Dashboard.Views.Runs;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Dashboard.Components.Controls;

/// <summary>What a task asks, and either the answer or a form for it.</summary>
public sealed partial class ApprovalPanel
{
    private ApprovalReply _reply = null!;
    private bool _isSending;
    private IReadOnlyList<string> _problems = [];

    /// <summary>What is asked.</summary>
    [Parameter, EditorRequired]
    public ApprovalInfo Approval { get; set; } = null!;

    /// <summary>Whether the task still waits for the answer.</summary>
    [Parameter, EditorRequired]
    public bool IsOpen { get; set; }

    [Inject] private IOrreryClient Client { get; set; } = null!;

    [Inject] private IOptions<OrreryDashboardOptions> Options { get; set; } = null!;

    [Inject] private AuthenticationStateProvider Viewer { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnInitialized() => _reply = new ApprovalReply(Approval);

    private async Task AnswerAsync()
    {
        if (_isSending)
        {
            return;
        }

        if (TriggerDialog.ConfProblem(_reply.Params) is { } problem)
        {
            _problems = [problem];
            return;
        }

        _isSending = true;
        try
        {
            var viewer = (await Viewer.GetAuthenticationStateAsync()).User;
            var result = await Client.AnswerAsync(
                Approval.DagId, Approval.DagRunId, _reply.ToAnswer(viewer.Identity?.Name, viewer.IsInRole(OrreryRoles.Admin)));

            // The page hears of what was answered from the run, as of every other change.
            _problems = result.Status == ActionStatus.Done ? [] : result.Problems;
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
