using System.Text.Json.Nodes;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Assets;

/// <summary>The events that led to a run.</summary>
internal static class TriggeringEvents
{
    /// <summary>Most events that are read of one run: those that collapsed into it while it could not be created may be many more.</summary>
    public const int Limit = 1_000;

    /// <summary>The newest of them, newest first within an asset.</summary>
    public static async Task<IReadOnlyList<AssetEventRow>> ReadAsync(IStore store, long runPk)
    {
        var events = new List<AssetEventRow>();
        foreach (var range in await store.ListAssetConsumptionAsync(runPk))
        {
            var before = new AssetEventPlace(range.ToEventId + 1, "");
            events.AddRange(await store.ListAssetEventsAsync(new AssetEventFilter(range.Uri, Above: range.FromEventId, Before: before, Limit: Limit - events.Count)));
            if (events.Count >= Limit)
            {
                break;
            }
        }

        return events;
    }

    /// <summary>As templates see them: for each URI a list, oldest first.</summary>
    public static JsonObject ToJson(IEnumerable<AssetEventRow> events) => new(events
        .GroupBy(e => e.Uri, StringComparer.Ordinal)
        .Select(asset => KeyValuePair.Create(asset.Key, (JsonNode?)new JsonArray([.. asset.Reverse().Select(ToJson)]))));

    private static JsonObject ToJson(AssetEventRow row) => new()
    {
        ["uri"] = row.Uri,
        ["timestamp"] = row.At,
        ["extra"] = JsonNode.Parse(row.ExtraJson),
        ["source_dag_id"] = row.SourceDagId,
        ["source_run_id"] = row.SourceRunId,
        ["source_task_id"] = row.SourceTaskId,
        ["source_map_index"] = row.SourceMapIndex,
    };
}
