using System.Globalization;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Client.Http;

/// <summary>The audit, over the REST API.</summary>
/// <param name="api">Sends the requests.</param>
internal sealed class HttpAuditClient(ApiConnection api) : IAuditClient
{
    private const string Logs = $"{ApiPaths.Root}eventLogs";

    /// <inheritdoc/>
    public async Task<Page<AuditInfo>> ListAsync(AuditQuery query, CancellationToken cancellationToken = default)
    {
        var path = ApiPaths.WithQuery(
            Logs,
            [
                ("limit", ApiPaths.Number(Math.Max(query.Limit, 1))),
                ("cursor", query.Cursor),
                ("order_by", query.NewestFirst ? "-event_log_id" : "event_log_id"),
                ("dag_id", query.DagId),
                ("run_id", query.RunId),
                ("task_id", query.TaskId),
                ("map_index", Text(query.MapIndex)),
                ("try_number", Text(query.TryNumber)),
                ("owner", query.Owner),
                ("after", Text(query.After)),
                ("before", Text(query.Before)),
                .. query.Events.Select(e => ("included_events", (string?)e)),
                .. query.ExcludedEvents.Select(e => ("excluded_events", (string?)e)),
            ]);
        var page = await api.GetRequiredAsync(path, OrreryJson.Wire.EventLogCollectionWire, cancellationToken);
        return new Page<AuditInfo> { Items = [.. page.EventLogs.Select(e => e.ToInfo())], NextCursor = page.NextCursor };
    }

    /// <inheritdoc/>
    public async Task<AuditInfo?> GetAsync(long id, CancellationToken cancellationToken = default) =>
        (await api.GetAsync($"{Logs}/{ApiPaths.Number(id)}", OrreryJson.Wire.EventLogWire, cancellationToken))?.ToInfo();

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Text(DateTimeOffset? moment) => moment?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);
}
