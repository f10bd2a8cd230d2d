using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Orrery.Client;
using Orrery.Dashboard.Components.Controls;
using Orrery.Dashboard.State;
using Orrery.Dashboard.Views;
using Orrery.Dashboard.Views.Dags;
using Orrery.Dashboard.Views.Runs;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Dashboard.Components.Pages;

/// <summary>One DAG: what it is, and its runs, beside each other or as a list.</summary>
public sealed partial class DagPage
{
    private static readonly (string, string)[] Crumbs = [("DAGs", DashboardUrl.Dags)];

    private string _dagId = "";
    private DagInfo? _dag;
    private StructureSummary? _structure;
    private string? _structureVersion;
    private RunList? _runs;
    private IReadOnlyList<ImportErrorInfo> _errors = [];
    private IReadOnlyList<(string, string)> _near = [];
    private IReadOnlyList<string> _problems = [];
    private bool _isTriggering;

    /// <summary>Id of the DAG, as the router sees it; the page reads it from the address.</summary>
    [Parameter]
    public string? DagId { get; set; }

    /// <summary>How its runs are shown: <see cref="DagTab.Grid"/> or <see cref="DagTab.Runs"/>.</summary>
    [Parameter]
    public DagTab Tab { get; set; } = DagTab.Grid;

    [SupplyParameterFromQuery(Name = "state")]
    private string? State { get; set; }

    [SupplyParameterFromQuery(Name = "run")]
    private string? Run { get; set; }

    [SupplyParameterFromQuery(Name = "task")]
    private string? TaskName { get; set; }

    [SupplyParameterFromQuery(Name = "zoom")]
    private int? Zoom { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? Q { get; set; }

    [Inject] private IOptions<OrreryDashboardOptions> Options { get; set; } = null!;

    /// <inheritdoc/>
    protected override string LoadKey => $"{Segments.ElementAtOrDefault(1)}\n{State}";


    /// <inheritdoc/>
    protected override bool Concerns(ChangeBatch changes) =>
        changes.IsEverything || changes.Notices.Any(n => n.DagId == _dagId || n.DagId.Length == 0);

    /// <inheritdoc/>
    protected override async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        _dagId = Segments.ElementAtOrDefault(1) ?? "";
        var runs = _runs ??= new RunList(Client);
        var query = new ListQuery { DagId = _dagId, States = State is { Length: > 0 } ? [State] : [] };
        await Task.WhenAll(ReadDagAsync(cancellationToken), Tab == DagTab.Runs ? runs.LoadAsync(query, cancellationToken) : Task.CompletedTask);
        if (_dag is null)
        {
            var page = await Client.ListDagsAsync(new ListQuery { Limit = 1_000 }, cancellationToken);
            _near = [.. Nearest.Of(_dagId, page.Items.Select(d => d.DagId)).Select(id => (id, DashboardUrl.Dag(id)))];
        }

        return _dag is not null;
    }

    /// <inheritdoc/>
    protected override async Task RefreshAsync(ChangeBatch changes, CancellationToken cancellationToken)
    {
        if (Status != PageStatus.Ready || _runs is null)
        {
            await ReloadAsync();
            return;
        }

        if (Tab == DagTab.Runs)
        {
            await _runs.RefreshAsync(changes.Notices, cancellationToken);
        }

        if (changes.Notices.Any(n => n.RunId is null))
        {
            await ReadDagAsync(cancellationToken);
        }
    }

    private static string WaitingFor(DagInfo dag) => dag switch
    {
        { IsPaused: true } => "The schedule is paused: resume it, or trigger a run.",
        { NextDagrunRunAfter: not null } => "The first run starts when the schedule is due; or trigger one now.",
        _ => "The DAG has no schedule: trigger its first run.",
    };

    private async Task ReadDagAsync(CancellationToken cancellationToken)
    {
        var dag = await Client.GetDagAsync(_dagId, cancellationToken);
        if (dag is null)
        {
            _dag = null;
            return;
        }

        _errors = [.. (await Client.ListImportErrorsAsync(cancellationToken)).Where(e => e.BundleName == dag.BundleName && e.Filename == dag.RelativeFileloc)];
        if (_structureVersion != dag.Version)
        {
            _structure = await Client.GetStructureAsync(dag.Version, cancellationToken) is { } structure ? StructureSummary.Of(structure) : null;
            _structureVersion = dag.Version;
        }

        _dag = dag;
    }

    private async Task SetPausedAsync(bool paused)
    {
        try
        {
            var answer = await Client.SetPausedAsync(_dagId, paused, Gone);
            _problems = answer.Status == ActionStatus.Done ? [] : answer.Problems;
            await ReadDagAsync(Gone);
        }
        catch (OrreryUnavailableException exception)
        {
            _problems = [exception.Message];
        }
    }
}
