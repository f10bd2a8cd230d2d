using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Dags;

namespace Orrery.Core.Assets;

/// <summary>News of one asset that the success of a task is.</summary>
/// <param name="Uri">URI of the asset.</param>
/// <param name="ExtraJson">What the task says of it, as a JSON object.</param>
/// <param name="Aliases">The aliases through which the asset was meant, in order.</param>
public sealed record OutletEvent(string Uri, string ExtraJson, IReadOnlyList<string> Aliases);

/// <summary>From a task's outlets, and what it said of them, to news of assets. Pure.</summary>
public static class OutletEvents
{
    /// <summary>Most assets one task may report through aliases.</summary>
    public const int MaxAssets = 1_000;

    /// <summary>The news of each asset, each once; or what is wrong with what the task said.</summary>
    /// <param name="dag">The DAG, whose names of assets may be used.</param>
    /// <param name="task">The task.</param>
    /// <param name="json">
    /// What it said, a JSON object, or null: for an outlet's URI or name an object with what is worth knowing, for an alias an object of such
    /// objects by the URIs (or names) it is resolved to.
    /// </param>
    public static (IReadOnlyList<OutletEvent> Events, string? Problem) Resolve(DagDefinition dag, TaskDefinition task, string? json)
    {
        var events = new SortedDictionary<string, OutletEvent>(StringComparer.Ordinal);
        foreach (var outlet in task.Outlets.Where(o => o.Kind == AssetRefKind.Asset))
        {
            events[outlet.Id] = new OutletEvent(outlet.Id, "{}", []);
        }

        if (json is null)
        {
            return ([.. events.Values], null);
        }

        if (Parse(json) is not { } said)
        {
            return ([], "What the task wrote to $ORRERY_OUTLETS is no JSON object: write one as {\"s3://data/orders\": {\"rows\": 42}}.");
        }

        foreach (var (key, value) in said)
        {
            var uri = UriOf(dag, key);
            if (task.Outlets.Contains(AssetRef.Asset(uri)))
            {
                if (ExtraOf(value) is not { } extra)
                {
                    return ([], $"$ORRERY_OUTLETS says of the asset '{key}' what is no JSON object: write {{}} or an object.");
                }

                var aliases = events.TryGetValue(uri, out var known) ? known.Aliases : [];
                events[uri] = new OutletEvent(uri, extra, aliases);
            }
            else if (!task.Outlets.Contains(AssetRef.Alias(key)))
            {
                return ([], $"$ORRERY_OUTLETS names '{key}', which is none of the task's outlets ({string.Join(", ", task.Outlets)}): add it to them, or correct the name.");
            }
            else if (AddThroughAlias(dag, key, value, events) is { } problem)
            {
                return ([], problem);
            }
        }

        return ([.. events.Values], null);
    }

    private static string? AddThroughAlias(DagDefinition dag, string alias, JsonNode? value, SortedDictionary<string, OutletEvent> events)
    {
        if (value is not JsonObject assets || assets.Count > MaxAssets)
        {
            return $"$ORRERY_OUTLETS resolves the alias '{alias}' to no JSON object of at most {MaxAssets} assets: write one as {{\"{alias}\": {{\"s3://data/orders\": {{}}}}}}.";
        }

        foreach (var (key, said) in assets)
        {
            var uri = UriOf(dag, key);
            if (AssetDefinition.ProblemOf(uri) is { } wrong)
            {
                return $"$ORRERY_OUTLETS resolves the alias '{alias}' to an asset whose URI {wrong}.";
            }

            if (ExtraOf(said) is not { } extra)
            {
                return $"$ORRERY_OUTLETS says of the asset '{key}' of the alias '{alias}' what is no JSON object: write {{}} or an object.";
            }

            var known = events.GetValueOrDefault(uri) ?? new OutletEvent(uri, "{}", []);
            events[uri] = known with { ExtraJson = extra, Aliases = [.. known.Aliases, alias] };
        }

        return null;
    }

    private static JsonObject? Parse(string json)
    {
        try
        {
            var said = JsonNode.Parse(json) as JsonObject;

            // Read to the end here, where a key given twice is noticed.
            _ = said?.ToJsonString();
            return said;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static string? ExtraOf(JsonNode? value) => value switch
    {
        null => "{}",
        JsonObject extra => extra.ToJsonString(),
        _ => null,
    };

    private static string UriOf(DagDefinition dag, string text) => dag.Assets.FirstOrDefault(a => a.Name == text)?.Uri ?? text;
}
