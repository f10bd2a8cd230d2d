using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Orrery.Core.Versions;
using Orrery.Dashboard.State;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Versions;

namespace Orrery.Dashboard.Components.Pages;

/// <summary>The releases of a DAG: which is live, what differs between two of them, and their source.</summary>
public sealed partial class VersionsPage
{
    private const int PageSize = 25;
    private const string FromName = "from";
    private const string ToName = "to";

    private readonly List<DagVersionInfo> _versions = [];
    private string _dagId = "";
    private string? _cursor;
    private RolloutInfo? _rollout;
    private DagDiffInfo? _diff;
    private DagSourceInfo? _source;
    private IReadOnlyList<string> _structure = [];
    private bool _isDeciding;

    /// <summary>Id of the DAG, as the router sees it; the page reads it from the address.</summary>
    [Parameter]
    public string? DagId { get; set; }

    [SupplyParameterFromQuery(Name = FromName)]
    private int? From { get; set; }

    [SupplyParameterFromQuery(Name = ToName)]
    private int? To { get; set; }

    [Inject] private IOptions<OrreryDashboardOptions> Options { get; set; } = null!;

    /// <inheritdoc/>
    protected override string LoadKey => $"{Segments.ElementAtOrDefault(1)}\n{From}\n{To}";

    /// <inheritdoc/>
    protected override bool Concerns(ChangeBatch changes) => changes.IsEverything || changes.Notices.Any(n => n.DagId == _dagId && n.RunId is null);

    /// <inheritdoc/>
    protected override async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        _dagId = Segments.ElementAtOrDefault(1) ?? "";
        var query = new ListQuery { DagId = _dagId, Limit = Math.Max(_versions.Count, PageSize) };
        var (list, rollout, diff) = (
            Client.Versions.ListAsync(query, cancellationToken), Client.Versions.GetRolloutAsync(_dagId, cancellationToken), Client.Versions.DiffAsync(_dagId, From, To, cancellationToken));
        await Task.WhenAll(list, rollout, diff);
        _versions.Clear();
        _versions.AddRange((await list).Items);
        (_cursor, _rollout, _diff) = ((await list).NextCursor, await rollout, await diff);
        _structure = _diff is null ? [] : [.. DagDiff.FromJson(JsonNode.Parse(_diff.StructureJson)!.AsObject()).ToLines()];
        _source = await Client.Versions.GetSourceAsync(_dagId, _diff?.To, cancellationToken);
        return _rollout is not null;
    }

    /// <inheritdoc/>
    protected override Task RefreshAsync(ChangeBatch changes, CancellationToken cancellationToken) => ReloadAsync();

    private async Task LoadMoreAsync()
    {
        var page = await Client.Versions.ListAsync(new ListQuery { DagId = _dagId, Limit = PageSize, Cursor = _cursor }, Gone);
        _versions.AddRange(page.Items);
        _cursor = page.NextCursor;
    }

    private Task DecidedAsync()
    {
        _isDeciding = false;
        return ReloadAsync();
    }
}
