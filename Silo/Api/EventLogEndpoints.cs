using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Silo.Api;

/// <summary>The audit: who did what, in Airflow's shape.</summary>
internal static class EventLogEndpoints
{
    private const int MaxEvents = 50;

    // Entries are numbered as they are made, so all of these are one order.
    private static readonly string[] Orders = ["event_log_id", "id", "when", "dttm"];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/eventLogs", ListAsync).Says("The audit: who did what.", OrreryJson.Wire.EventLogCollectionWire)
            .Query([.. Paging.Parameters, "dag_id", "run_id", "task_id", "map_index:integer", "try_number:integer", "owner", "event", "included_events[]", "excluded_events[]", "after", "before"]);
        api.MapGet("/eventLogs/{eventLogId:long:min(0)}", GetAsync).Says("One entry of the audit.", OrreryJson.Wire.EventLogWire);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var paging = Paging.Read(query);
        var order = query.Text("order_by") ?? "event_log_id";
        if (!Orders.Contains(order.TrimStart('-'), StringComparer.Ordinal))
        {
            query.Add("order_by", $"Must be one of {string.Join(", ", Orders)}, with '-' before it for the newest first.");
        }

        // One event, and one of several: both must hold, and none has no name.
        var included = query.Texts("included_events", MaxEvents);
        var asked = new AuditQuery
        {
            DagId = query.Text("dag_id"),
            RunId = query.Text("run_id"),
            TaskId = query.Text("task_id"),
            MapIndex = Number(query, "map_index", -1),
            TryNumber = Number(query, "try_number", 0),
            Owner = query.Text("owner"),
            Events = query.Text("event") is { } one ? included.Length == 0 || included.Contains(one, StringComparer.Ordinal) ? [one] : [""] : included.ToImmutableArray(),
            ExcludedEvents = [.. query.Texts("excluded_events", MaxEvents)],
            After = query.Moment("after"),
            Before = query.Moment("before"),
            NewestFirst = order.StartsWith('-'),
        };
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var page = await paging.ReadAsync(
            (part, cancelled) => client.Audit.ListAsync(asked with { Limit = part.Limit, Cursor = part.Cursor }, cancelled), new ListQuery(), http.RequestAborted);
        return TypedResults.Json(
            new EventLogCollectionWire([.. page.Items.Select(EventLogWire.Of)], paging.TotalOf(page), page.NextCursor), OrreryJson.Wire.EventLogCollectionWire);
    }

    private static async Task<IResult> GetAsync(long eventLogId, HttpContext http, IOrreryClient client) =>
        new QueryReader(http.Request).Problem() is { } problem ? problem
        : await client.Audit.GetAsync(eventLogId, http.RequestAborted) is { } entry ? TypedResults.Json(EventLogWire.Of(entry), OrreryJson.Wire.EventLogWire)
        : ApiProblem.NotFound($"There is no entry {eventLogId} in the audit.");

    private static int? Number(QueryReader query, string name, int min)
    {
        const int NotGiven = int.MinValue;
        var number = query.Long(name, NotGiven, min, int.MaxValue);
        return number == NotGiven ? null : (int)number;
    }
}
