using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Orrery.Client.Http.Wire;
using Orrery.Core.Backfills;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Client.Http;

/// <summary>Schedules and backfills.</summary>
public sealed partial class HttpOrreryClient
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<NextRunInfo>> ListNextRunsAsync(string dagId, int count, CancellationToken cancellationToken = default)
    {
        var path = ApiPaths.WithQuery($"{ApiPaths.Dag(dagId)}/nextRuns", ("limit", ApiPaths.Number(Math.Max(count, 1))));
        return IdCheck.Problem(dagId) is null && await _api.GetAsync(path, OrreryJson.Wire.NextRunCollectionWire, cancellationToken) is { } runs
            ? [.. runs.NextRuns.Select(r => r.ToInfo())]
            : [];
    }

    /// <inheritdoc/>
    public async Task<Page<BackfillInfo>> ListBackfillsAsync(ListQuery query, CancellationToken cancellationToken = default)
    {
        if (query.DagId is { } dagId && IdCheck.Problem(dagId) is not null)
        {
            return new Page<BackfillInfo> { Items = [] };
        }

        var path = ApiPaths.WithQuery(
            $"{ApiPaths.Root}backfills", ("limit", ApiPaths.Number(Math.Max(query.Limit, 1))), ("cursor", query.Cursor), ("dag_id", query.DagId));
        var page = await _api.GetRequiredAsync(path, OrreryJson.Wire.BackfillCollectionWire, cancellationToken);
        return new Page<BackfillInfo> { Items = [.. page.Backfills.Select(b => b.ToInfo())], NextCursor = page.NextCursor };
    }

    /// <inheritdoc/>
    public async Task<BackfillInfo?> GetBackfillAsync(long backfillId, CancellationToken cancellationToken = default) =>
        backfillId > 0 ? (await _api.GetAsync(ApiPaths.Backfill(backfillId), OrreryJson.Wire.BackfillWire, cancellationToken))?.ToInfo() : null;

    /// <inheritdoc/>
    public async Task<Page<BackfillDateInfo>> ListBackfillDatesAsync(long backfillId, ListQuery query, CancellationToken cancellationToken = default)
    {
        var path = ApiPaths.WithQuery(
            $"{ApiPaths.Backfill(backfillId)}/runs", ("limit", ApiPaths.Number(Math.Max(query.Limit, 1))), ("cursor", query.Cursor));
        var page = backfillId > 0 ? await _api.GetAsync(path, OrreryJson.Wire.BackfillDateCollectionWire, cancellationToken) : null;
        return new Page<BackfillDateInfo> { Items = [.. (page?.BackfillRuns ?? []).Select(d => d.ToInfo())], NextCursor = page?.NextCursor };
    }

    /// <inheritdoc/>
    public async Task<BackfillResult> CreateBackfillAsync(string dagId, BackfillRequest request, CancellationToken cancellationToken = default)
    {
        var (backfill, refused) = await PostAsync($"{ApiPaths.Root}backfills", dagId, request, OrreryJson.Wire.BackfillWire, cancellationToken);
        return new BackfillResult { Outcome = refused ?? ActionResult.Done, BackfillId = backfill?.Id };
    }

    /// <inheritdoc/>
    public async Task<BackfillPreview> PreviewBackfillAsync(string dagId, BackfillRequest request, CancellationToken cancellationToken = default)
    {
        var (preview, refused) = await PostAsync($"{ApiPaths.Root}backfills/dry_run", dagId, request, OrreryJson.Wire.BackfillPreviewWire, cancellationToken);
        return preview is null
            ? new BackfillPreview { Outcome = refused! }
            : new BackfillPreview
            {
                Outcome = ActionResult.Done,
                Dates = [.. preview.Backfills.Concat(preview.Skipped).Select(d => d.ToInfo()).OrderBy(d => d.Ordinal)],
                DateCount = preview.DateCount,
                RunCount = preview.TotalEntries,
            };
    }

    /// <inheritdoc/>
    public Task<ActionResult> SetBackfillPausedAsync(long backfillId, bool paused, CancellationToken cancellationToken = default) =>
        PutAsync(backfillId, paused ? "pause" : "unpause", cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> CancelBackfillAsync(long backfillId, CancellationToken cancellationToken = default) =>
        PutAsync(backfillId, "cancel", cancellationToken);

    private Task<ActionResult> PutAsync(long backfillId, string verb, CancellationToken cancellationToken) => ChangeAsync(
        HttpMethod.Put,
        $"{ApiPaths.Backfill(backfillId)}/{verb}",
        [],
        OrreryJson.Wire.BackfillWire,
        backfillId > 0 ? null : $"There is no backfill {backfillId}.",
        cancellationToken);

    private async Task<(T? Value, ActionResult? Refused)> PostAsync<T>(
        string path, string dagId, BackfillRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (IdCheck.Problem(dagId) is { } problem)
        {
            return (null, ActionResult.Refuse(ActionStatus.NotFound, problem));
        }

        var body = new JsonObject
        {
            ["dag_id"] = dagId,
            ["from_date"] = request.FromDate.ToUniversalTime(),
            ["to_date"] = request.ToDate.ToUniversalTime(),
            ["run_backwards"] = request.RunBackwards,
            ["reprocess_behavior"] = request.ReprocessBehavior.WireName(),
            ["max_active_runs"] = request.MaxActiveRuns,
        };
        try
        {
            body["dag_run_conf"] = request.ConfJson is { } conf ? JsonNode.Parse(conf) : null;
        }
        catch (JsonException e)
        {
            return (null, ActionResult.Refuse(ActionStatus.Invalid, $"conf is no JSON: {e.Message} Give an object, as in {{\"day\": 1}}."));
        }

        var answer = await _api.SendAsync(HttpMethod.Post, path, ToText(body), type, cancellationToken);
        return (answer.Value, answer.Refusal is { } refusal ? ResultOf(refusal) : null);
    }
}
