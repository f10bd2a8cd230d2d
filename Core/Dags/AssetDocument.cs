using System.Text.Json.Nodes;
using Orrery.Core.Assets;

namespace Orrery.Core.Dags;

/// <summary>The forms of assets in a canonical document. Order and repetitions mean nothing, so they leave no trace.</summary>
internal static class AssetDocument
{
    /// <summary>The definitions, by URI; null when there are none.</summary>
    public static JsonArray? Definitions(IReadOnlyList<AssetDefinition> assets)
    {
        var written = assets.Where(a => !a.IsBare).OrderBy(a => a.Uri, StringComparer.Ordinal).Select(Definition).ToArray<JsonNode?>();
        return written.Length == 0 ? null : new JsonArray(written);
    }

    /// <summary>The inlets or outlets of a task; null when there are none.</summary>
    public static JsonArray? Mentions(IReadOnlyList<AssetRef> mentions) => mentions.Count == 0
        ? null
        : new JsonArray([.. mentions.Distinct().Order().Select(m => m.Kind == AssetRefKind.Asset ? (JsonNode)m.Id : new JsonObject { ["alias"] = m.Id })]);

    /// <summary>An expression.</summary>
    public static JsonObject Expression(AssetExpression expression) => expression switch
    {
        AssetExpression.One { Ref: var one } => new JsonObject { [one.Kind == AssetRefKind.Asset ? "asset" : "alias"] = one.Id },
        AssetExpression.All all => Parts("all", all.Parts),
        AssetExpression.Any any => Parts("any", any.Parts),
        _ => throw new System.Diagnostics.UnreachableException($"No document form for the expression {expression.GetType()}."),
    };

    private static JsonObject Parts(string word, IReadOnlyList<AssetExpression> parts)
    {
        var written = parts.Select(Expression).DistinctBy(p => p.ToJsonString()).OrderBy(p => p.ToJsonString(), StringComparer.Ordinal).ToArray<JsonNode?>();
        return written is [JsonObject only] ? only : new JsonObject { [word] = new JsonArray(written) };
    }

    private static JsonObject Definition(AssetDefinition asset)
    {
        var json = new JsonObject { ["uri"] = asset.Uri };
        if (asset.Name != asset.Uri)
        {
            json["name"] = asset.Name;
        }

        if (asset.Group != AssetDefinition.DefaultGroup)
        {
            json["group"] = asset.Group;
        }

        if (asset.Extra is { Count: > 0 } extra)
        {
            json["extra"] = extra.DeepClone();
        }

        return json;
    }
}
