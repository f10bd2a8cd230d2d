using System.Text.Json.Nodes;
using Orrery.Grains.Identity;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Assets;

/// <summary>What the audit shows of news of assets that waited for a DAG and are taken away. Pure.</summary>
internal static class AssetAudits
{
    /// <summary>How many, and which.</summary>
    public static JsonObject Of(IReadOnlyCollection<AssetQueueRow> queued) => new()
    {
        ["count"] = queued.Count,
        ["events"] = new JsonArray([.. queued.Take(Audits.MaxNamed).Select(q => new JsonObject { ["dag_id"] = q.DagId, ["uri"] = q.Uri, ["event_id"] = q.EventId })]),
    };
}
