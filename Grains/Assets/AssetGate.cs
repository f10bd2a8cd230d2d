using Orrery.Core.Assets;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Storage;

namespace Orrery.Grains.Assets;

/// <summary>Keeps a task from touching an asset that is not what its DAG takes it for.</summary>
/// <param name="store">Where assets are.</param>
public sealed class AssetGate(IStore store)
{
    /// <summary>Why the task must not run; null: it may. An asset nobody mentions any more keeps no task that is under way from writing it.</summary>
    public async Task<TaskFailure?> RefusalAsync(DagDefinition dag, TaskDefinition task)
    {
        var problems = new List<string>();
        foreach (var uri in task.Outlets.Concat(task.AssetsRead).Where(a => a.Kind == AssetRefKind.Asset).Select(a => a.Id).Distinct(StringComparer.Ordinal))
        {
            if (await store.GetAssetAsync(uri) is { } asset && AssetClaims.ProblemFor(dag, uri, asset.Name, asset.Problem) is { } problem)
            {
                problems.Add(problem);
            }
        }

        return problems.Count == 0 ? null : new TaskFailure(TaskFailureReason.InactiveAsset, string.Join(' ', problems));
    }
}
