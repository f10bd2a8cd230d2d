using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Orrery.Client;
using Orrery.Dashboard.State;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Dashboard.Components.Dialogs;

/// <summary>Asks for a run of a DAG and goes to it.</summary>
public sealed partial class TriggerDialog
{
    private string _conf = "";
    private string _note = "";
    private bool _isSending;
    private IReadOnlyList<string> _problems = [];

    /// <summary>Id of the DAG.</summary>
    [Parameter, EditorRequired]
    public string DagId { get; set; } = "";

    /// <summary>Called when the dialog is to go away.</summary>
    [Parameter, EditorRequired]
    public EventCallback Closed { get; set; }

    [Inject] private IOrreryClient Client { get; set; } = null!;

    [Inject] private NavigationManager Nav { get; set; } = null!;

    [Inject] private AuthenticationStateProvider Viewer { get; set; } = null!;

    /// <summary>What is wrong with values for params; null when they are a JSON object or empty.</summary>
    internal static string? ConfProblem(string conf)
    {
        if (string.IsNullOrWhiteSpace(conf))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(conf);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? null
                : "The params are no JSON object: write {\"name\": value, …}.";
        }
        catch (JsonException exception)
        {
            return $"The params are not JSON: line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}. Names and texts need double quotes; no comma after the last entry.";
        }
    }

    private async Task SubmitAsync()
    {
        if (_isSending)
        {
            return;
        }

        if (ConfProblem(_conf) is { } problem)
        {
            _problems = [problem];
            return;
        }

        _isSending = true;
        try
        {
            var viewer = (await Viewer.GetAuthenticationStateAsync()).User.Identity?.Name;
            var answer = await Client.TriggerAsync(DagId, new TriggerRequest
            {
                ConfJson = string.IsNullOrWhiteSpace(_conf) ? null : _conf,
                Note = string.IsNullOrWhiteSpace(_note) ? null : _note.Trim(),
                TriggeredBy = string.IsNullOrEmpty(viewer) ? "dashboard" : viewer,
            });
            if (answer.Outcome.Status == ActionStatus.Done && answer.RunId is { } runId)
            {
                await Closed.InvokeAsync();
                Nav.NavigateTo(DashboardUrl.Run(DagId, runId));
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
