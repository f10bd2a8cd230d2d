using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Orrery.Client;
using Orrery.Dashboard.State;
using Orrery.Dashboard.Views.Dags;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Dashboard.Components.Dialogs;

/// <summary>Asks for a run of a DAG and goes to it.</summary>
public sealed partial class TriggerDialog
{
    private ParamForm? _form;
    private bool _isJson;
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

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        try
        {
            _form = ParamForm.Of(await Client.GetDagAsync(DagId) is { } dag ? await Client.GetDocumentAsync(dag.Version) : null);
        }
        catch (OrreryUnavailableException exception)
        {
            (_form, _problems) = (ParamForm.Of(document: null), [exception.Message]);
        }

        _isJson = _form.Fields.Count == 0;
    }

    private IReadOnlyList<string> Check() => !_isJson ? _form!.Problems() : ConfProblem(_conf) is { } problem ? [problem] : [];

    private void Turn()
    {
        _problems = _isJson ? Check() : [];
        if (_problems.Count > 0)
        {
            return;
        }

        if (_isJson)
        {
            _form!.Load(_conf);
        }
        else
        {
            _conf = _form!.ToJson();
        }

        _isJson = !_isJson;
    }

    private async Task SubmitAsync()
    {
        if (_isSending)
        {
            return;
        }

        _problems = Check();
        if (_problems.Count > 0)
        {
            return;
        }

        var conf = _isJson ? _conf : _form!.ToJson();
        _isSending = true;
        try
        {
            var viewer = (await Viewer.GetAuthenticationStateAsync()).User.Identity?.Name;
            var answer = await Client.TriggerAsync(DagId, new TriggerRequest
            {
                ConfJson = string.IsNullOrWhiteSpace(conf) ? null : conf,
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
