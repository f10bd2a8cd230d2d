using Orrery.Core.Assets;
using Orrery.Core.Dags;
using static Orrery.Core.Validation.DagProblemCodes;

namespace Orrery.Core.Validation;

/// <summary>The assets a DAG defines and mentions.</summary>
internal static class AssetChecks
{
    public static void Check(DagDefinition dag, DagProblems problems)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mention in dag.ScheduleAssets?.Refs.Distinct() ?? [])
        {
            Mention(mention, task: null, "schedule");
        }

        for (var i = 0; i < dag.Tasks.Count; i++)
        {
            foreach (var mention in dag.Tasks[i].Inlets)
            {
                Mention(mention, i, "inlets");
            }

            if (dag.Tasks[i].Action is TaskAction.Sensor { Condition: SensorCondition.Asset awaited })
            {
                used.Add(awaited.Uri);
            }

            foreach (var mention in dag.Tasks[i].Outlets)
            {
                Mention(mention, i, "outlets");
            }
        }

        foreach (var asset in dag.Assets)
        {
            Text(asset.Uri, "the URI of an asset", task: null, "assets");
            Text(asset.Name, "the name of an asset", task: null, "assets");
            Text(asset.Group, "the group of an asset", task: null, "assets");
            if (!used.Contains(asset.Uri))
            {
                problems.Warn(UnusedAsset, $"the asset {Shown.Quote(asset.Name)} is defined, and nothing in the DAG mentions it", "leave it out", field: "assets");
            }
        }

        CheckNames(dag, used, problems);

        void Mention(AssetRef mention, int? task, string field)
        {
            Text(mention.Id, mention.Kind == AssetRefKind.Alias ? "the alias" : "the asset", task, field);
            if (mention.Kind == AssetRefKind.Asset)
            {
                used.Add(mention.Id);
            }
        }

        void Text(string text, string what, int? task, string field)
        {
            if (AssetDefinition.ProblemOf(text) is { } problem)
            {
                problems.Add(InvalidValue, $"{what} {Shown.Quote(text)} {problem}", "", task, field);
            }
        }
    }

    /// <summary>A mention may be a name or a URI, so no name may be the URI of another asset.</summary>
    private static void CheckNames(DagDefinition dag, HashSet<string> used, DagProblems problems)
    {
        var uris = dag.Assets.Select(a => a.Uri).Concat(used).ToHashSet(StringComparer.Ordinal);
        foreach (var asset in dag.Assets.Where(a => a.Name != a.Uri && uris.Contains(a.Name)))
        {
            problems.Add(AssetConflict, $"the asset {Shown.Quote(asset.Name)} with the URI {Shown.Quote(asset.Uri)} has the URI of another asset as its name",
                "give it another name, or define it under 'assets' before it is mentioned", field: "assets");
        }
    }
}
