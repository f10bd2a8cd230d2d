using System.Collections.Immutable;
using Orrery.Core.Dags;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Dags;

/// <content>What works and is hardly meant: kept from when it is seen until it is mended.</content>
public sealed partial class DagGrain
{
    /// <summary>More than there are kinds.</summary>
    private const int MaxWarnings = 16;

    private const int MaxTasksNamed = 3;

    /// <inheritdoc/>
    public async Task ReviewWarningsAsync()
    {
        if (_row is { IsActive: true } && _dag is { } dag)
        {
            await WarnAsync(dag, await RefreshAssetsAsync(dag, []), varying: null, isNew: false);
        }
    }

    /// <summary>Keeps what is to be said of the live release, and takes away what is mended. Harmless when repeated.</summary>
    /// <param name="dag">The live release.</param>
    /// <param name="ofAssets">What is not as it means it.</param>
    /// <param name="varying">What differs between two readings of its file; empty: nothing; null: it was not read twice.</param>
    /// <param name="isNew">Whether nobody has seen the DAG before, so that nothing was said of it.</param>
    /// <returns>What is to be told to who publishes it.</returns>
    private async Task<ImmutableArray<string>> WarnAsync(DagDefinition dag, ImmutableArray<string> ofAssets, string? varying, bool isNew)
    {
        var ofPools = await MissingPoolsAsync(dag);
        var found = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [DagWarningTypes.NonExistentPool] = string.Join('\n', ofPools),
            [DagWarningTypes.AssetConflict] = string.Join('\n', ofAssets),
        };
        if (varying is not null)
        {
            found[DagWarningTypes.RuntimeVaryingValue] = varying;
        }

        if (!isNew || found.Values.Any(message => message.Length > 0))
        {
            await KeepWarningsAsync(found);
        }

        return [.. ofPools, .. ofAssets];
    }

    private Task ForgetWarningsAsync() => KeepWarningsAsync(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [DagWarningTypes.NonExistentPool] = "",
        [DagWarningTypes.AssetConflict] = "",
        [DagWarningTypes.RuntimeVaryingValue] = "",
    });

    /// <param name="found">By type what is to be said; empty: nothing any more. Of other types what was said stays.</param>
    private async Task KeepWarningsAsync(Dictionary<string, string> found)
    {
        var known = (await store.ListDagWarningsAsync(DagId, "", MaxWarnings)).ToDictionary(w => w.WarningType, StringComparer.Ordinal);
        var rows = new List<StoreRow>();
        foreach (var (type, message) in found)
        {
            var before = known.GetValueOrDefault(type);
            if (message.Length == 0 && before is not null)
            {
                rows.Add(new DagWarningRemoval(DagId, type));
            }
            else if (message.Length > 0 && before?.Message != message)
            {
                rows.Add(new DagWarningRow { DagId = DagId, WarningType = type, Message = message, CreatedAt = before?.CreatedAt ?? clock.GetUtcNow() });
            }
        }

        if (rows.Count > 0)
        {
            await store.CommitAsync(rows);
            notifier.Notice(DagId);
        }
    }

    /// <summary>A sentence for each pool that there is not.</summary>
    private async Task<List<string>> MissingPoolsAsync(DagDefinition dag)
    {
        var missing = new List<string>();
        foreach (var users in dag.Tasks.Where(t => t.Pool != TaskDefinition.DefaultPool).GroupBy(t => t.Pool, t => t.TaskId, StringComparer.Ordinal))
        {
            if (await store.GetPoolAsync(users.Key) is null)
            {
                var tasks = string.Join(", ", users.Take(MaxTasksNamed).Select(t => $"'{t}'")) + (users.Count() > MaxTasksNamed ? $" and {users.Count() - MaxTasksNamed} more" : "");
                missing.Add($"There is no pool '{users.Key}', so that these tasks of DAG '{DagId}' will wait: {tasks}. Create it with 'orrery pools set {users.Key} --slots N', or name another pool.");
            }
        }

        return missing;
    }
}
