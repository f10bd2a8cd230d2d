using System.Text.Json.Nodes;
using Orrery.Core.Templating;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Runs;

/// <summary>The rows of what a try pushed beside its return value.</summary>
internal static class PushedRows
{
    /// <summary>One row for each key. The return value has a way of its own and is none of them.</summary>
    public static IEnumerable<XComRow> Of(long runPk, int instance, string json, DateTimeOffset now) => JsonNode.Parse(json)!.AsObject()
        .Where(p => p.Key != XComKey.ReturnValue)
        .Select(p => new XComRow { RunPk = runPk, Ordinal = instance, Key = p.Key, ValueJson = p.Value?.ToJsonString() ?? "null", CreatedAt = now });
}
