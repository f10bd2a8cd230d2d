using System.Globalization;
using Microsoft.AspNetCore.Components;
using Orrery.Client;
using Orrery.Dashboard.State;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Dashboard.Components.Pages;

/// <summary>The list of DAGs.</summary>
public sealed partial class DagsPage
{
    private const int PageSize = 50;
    private const int RefreshedOneByOne = 20;

    private readonly List<DagInfo> _items = [];
    private IReadOnlyList<string> _problems = [];
    private string? _cursor;
    private string? _triggering;

    /// <summary>Part of an id.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    private string? Q { get; set; }

    /// <summary>State of the last run.</summary>
    [SupplyParameterFromQuery(Name = "state")]
    private string? State { get; set; }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    [SupplyParameterFromQuery(Name = "paused")]
    private string? Paused { get; set; }

    /// <inheritdoc/>
    protected override string LoadKey => string.Create(CultureInfo.InvariantCulture, $"{Q}\n{State}\n{Paused}");

    private bool IsFiltered => !string.IsNullOrEmpty(Q) || !string.IsNullOrEmpty(State) || !string.IsNullOrEmpty(Paused);

    /// <inheritdoc/>
    protected override async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        var wanted = Math.Clamp(_items.Count, PageSize, 1_000);
        var (items, cursor) = await ReadAsync(null, wanted, cancellationToken);
        _items.Clear();
        _items.AddRange(items);
        _cursor = cursor;
        return true;
    }

    /// <inheritdoc/>
    protected override async Task RefreshAsync(ChangeBatch changes, CancellationToken cancellationToken)
    {
        var changed = changes.Notices.Select(n => n.DagId).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (changed.Count > RefreshedOneByOne || changed.Exists(id => !_items.Exists(d => d.DagId == id)))
        {
            await ReloadAsync();
            return;
        }

        foreach (var dagId in changed)
        {
            var dag = await Client.GetDagAsync(dagId, cancellationToken);
            var place = _items.FindIndex(d => d.DagId == dagId);
            if (place >= 0 && dag is not null)
            {
                _items[place] = dag;
            }
            else if (place >= 0)
            {
                _items.RemoveAt(place);
            }
        }
    }

    private static string? Blank(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private async Task LoadMoreAsync()
    {
        var (items, cursor) = await ReadAsync(_cursor, PageSize, Gone);
        _items.AddRange(items);
        _cursor = cursor;
    }

    // The query knows no "paused", so pages are read on until enough of their DAGs fit.
    private async Task<(List<DagInfo> Items, string? Cursor)> ReadAsync(string? cursor, int wanted, CancellationToken cancellationToken)
    {
        bool? paused = bool.TryParse(Paused, out var flag) ? flag : null;
        var items = new List<DagInfo>();
        do
        {
            var page = await Client.ListDagsAsync(
                new ListQuery { Search = Blank(Q), States = State is { Length: > 0 } ? [State] : [], Limit = wanted, Cursor = cursor },
                cancellationToken);
            items.AddRange(page.Items.Where(d => paused is null || d.IsPaused == paused));
            cursor = page.NextCursor;
        }
        while (cursor is not null && items.Count < wanted);

        return (items, cursor);
    }

    private async Task SetPausedAsync(DagInfo dag, bool paused)
    {
        try
        {
            var answer = await Client.SetPausedAsync(dag.DagId, paused, Gone);
            _problems = answer.Status == ActionStatus.Done ? [] : answer.Problems;
            if (_items.FindIndex(d => d.DagId == dag.DagId) is var place and >= 0 && await Client.GetDagAsync(dag.DagId, Gone) is { } now)
            {
                _items[place] = now;
            }
        }
        catch (OrreryUnavailableException exception)
        {
            _problems = [exception.Message];
        }
    }
}
