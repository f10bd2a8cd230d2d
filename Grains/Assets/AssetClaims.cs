using Orrery.Core.Assets;
using Orrery.Core.Dags;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Assets;

/// <summary>
/// What an asset is when DAGs say different things of it. Pure. A mention of the bare URI claims nothing; of those that name the asset the
/// first one counts. A name belongs to the URI that was first mentioned with it.
/// </summary>
internal static class AssetClaims
{
    /// <summary>The asset's row after all that active DAGs say of it.</summary>
    /// <param name="row">The row as it is.</param>
    /// <param name="mentions">What active DAGs say of this URI.</param>
    /// <param name="isMeantByAlias">Whether an alias that was resolved to it is mentioned.</param>
    public static AssetRow Describe(AssetRow row, IReadOnlyList<AssetReferenceRow> mentions, bool isMeantByAlias)
    {
        var byAge = mentions.OrderBy(m => m.CreatedAt).ThenBy(m => m.DagId, StringComparer.Ordinal).ToList();
        if ((byAge.Find(m => m.Name != m.Target) ?? byAge.Find(m => m.Group != AssetDefinition.DefaultGroup || m.ExtraJson != "{}") ?? byAge.FirstOrDefault()) is not { } claim)
        {
            return row with { IsActive = isMeantByAlias, Problem = null };
        }

        return row with { Name = claim.Name, Group = claim.Group, ExtraJson = claim.ExtraJson, IsActive = true, Problem = null };
    }

    /// <summary>The row with what contradicts its name.</summary>
    /// <param name="row">The row.</param>
    /// <param name="namesakes">What active DAGs say of assets of this name, also of other URIs.</param>
    public static AssetRow Contest(AssetRow row, IEnumerable<AssetReferenceRow> namesakes)
    {
        var first = namesakes.OrderBy(m => m.CreatedAt).ThenBy(m => m.Target, StringComparer.Ordinal).FirstOrDefault();
        return !row.IsActive || first is null || first.Target == row.Uri
            ? row
            : row with
            {
                IsActive = false,
                Problem = $"The asset '{row.Uri}' has the name '{row.Name}' of the asset '{first.Target}', which DAG '{first.DagId}' mentioned first: give it another name, or mention that one by its URI.",
            };
    }

    /// <summary>What keeps a DAG from using an asset; null: nothing does.</summary>
    /// <param name="dag">The DAG.</param>
    /// <param name="uri">URI of the asset.</param>
    /// <param name="name">The name the asset goes by.</param>
    /// <param name="problem">What contradicts the asset as such.</param>
    public static string? ProblemFor(DagDefinition dag, string uri, string name, string? problem)
    {
        var meant = dag.Assets.FirstOrDefault(a => a.Uri == uri)?.Name;
        return problem ?? (meant is null || meant == uri || meant == name
            ? null
            : $"DAG '{dag.DagId}' calls the asset '{uri}' by the name '{meant}', and it goes by '{name}', which another DAG gave it first: use one name, or mention it by its URI.");
    }

    /// <summary>Everything a DAG says of assets and aliases.</summary>
    public static IEnumerable<AssetReferenceRow> MentionsOf(DagDefinition dag, DateTimeOffset now)
    {
        var definitions = dag.Assets.ToDictionary(a => a.Uri, StringComparer.Ordinal);
        var schedule = (dag.ScheduleAssets?.Refs ?? []).Distinct().Select(r => ToRow(r, AssetRole.Schedule, ""));
        var tasks = dag.Tasks.SelectMany(t =>
            t.AssetsRead.Select(i => ToRow(i, AssetRole.Inlet, t.TaskId)).Concat(t.Outlets.Select(o => ToRow(o, AssetRole.Outlet, t.TaskId))));
        return schedule.Concat(tasks);

        AssetReferenceRow ToRow(AssetRef mention, AssetRole role, string taskId)
        {
            var asset = mention.Kind == AssetRefKind.Asset && definitions.TryGetValue(mention.Id, out var known) ? known : AssetDefinition.Of(mention.Id);
            return new AssetReferenceRow
            {
                DagId = dag.DagId,
                Kind = mention.Kind,
                Target = mention.Id,
                Role = role,
                TaskId = taskId,
                Name = asset.Name,
                Group = asset.Group,
                ExtraJson = asset.Extra?.ToJsonString() ?? "{}",
                CreatedAt = now,
            };
        }
    }
}
