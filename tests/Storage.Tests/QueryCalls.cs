using System.Reflection;
using Orrery.Core.Assets;
using Orrery.Core.Identity;
using Orrery.Core.States;

namespace Orrery.Storage.Tests;

/// <summary>Calls of every query, with all their kinds of arguments, for tests of plans.</summary>
internal static class QueryCalls
{
    private static readonly Dictionary<string, Func<IStoreQueries, Task>[]> Calls = new(StringComparer.Ordinal)
    {
        [nameof(IStoreQueries.GetDagAsync)] = [q => q.GetDagAsync("a")],
        [nameof(IStoreQueries.ListDagsAsync)] =
        [
            q => q.ListDagsAsync(new DagFilter()),
            q => q.ListDagsAsync(new DagFilter(ActiveOnly: false)),
            q => q.ListDagsAsync(new DagFilter("main", "x", AfterDagId: "a")),
            q => q.ListDagsAsync(EveryKindOfDag),
        ],
        [nameof(IStoreQueries.CountDagsAsync)] = [q => q.CountDagsAsync(new DagFilter()), q => q.CountDagsAsync(EveryKindOfDag)],
        [nameof(IStoreQueries.ListTagSetsAsync)] = [q => q.ListTagSetsAsync()],
        [nameof(IStoreQueries.CountDagRunsAsync)] = [.. RunFilters().Select(filter => (Func<IStoreQueries, Task>)(q => q.CountDagRunsAsync(filter)))],
        [nameof(IStoreQueries.CountRunsByStateAsync)] = [q => q.CountRunsByStateAsync(["a"], 10)],
        [nameof(IStoreQueries.ListXComNamesAsync)] = [q => q.ListXComNamesAsync(1, -1, "", 10)],
        [nameof(IStoreQueries.GetXComAsync)] = [q => q.GetXComAsync(1, 0, "return_value")],
        [nameof(IStoreQueries.ListDueDagsAsync)] = [q => q.ListDueDagsAsync(Sample.Noon, 1)],
        [nameof(IStoreQueries.GetNextDueAsync)] = [q => q.GetNextDueAsync()],
        [nameof(IStoreQueries.ListUpcomingRunsAsync)] = [q => q.ListUpcomingRunsAsync(1)],
        [nameof(IStoreQueries.GetDagVersionAsync)] = [q => q.GetDagVersionAsync("v")],
        [nameof(IStoreQueries.GetReleaseAsync)] = [q => q.GetReleaseAsync("a", 1)],
        [nameof(IStoreQueries.ListReleasesAsync)] = [q => q.ListReleasesAsync("a", null, 1), q => q.ListReleasesAsync("a", 3, 1)],
        [nameof(IStoreQueries.ListReleaseRunsAsync)] = [q => q.ListReleaseRunsAsync("a", 1)],
        [nameof(IStoreQueries.ListRunsOfReleaseAsync)] = [q => q.ListRunsOfReleaseAsync("a", 1, 0, 1)],
        [nameof(IStoreQueries.GetSourceAsync)] = [q => q.GetSourceAsync("a", 1)],
        [nameof(IStoreQueries.GetDagRunAsync)] = [q => q.GetDagRunAsync("a", "r")],
        [nameof(IStoreQueries.ListDagRunsAsync)] = [.. RunFilters().Select(filter => (Func<IStoreQueries, Task>)(q => q.ListDagRunsAsync(filter)))],
        [nameof(IStoreQueries.ListLatestRunsAsync)] = [q => q.ListLatestRunsAsync(["a"], 3)],
        [nameof(IStoreQueries.ListRunsInStateAsync)] = [q => q.ListRunsInStateAsync("a", DagRunState.Queued, 1)],
        [nameof(IStoreQueries.CountRunsAsync)] = [q => q.CountRunsAsync("a", DagRunState.Running)],
        [nameof(IStoreQueries.ListUnfinishedRunsAsync)] = [q => q.ListUnfinishedRunsAsync(0, 1)],
        [nameof(IStoreQueries.ListFullDagsAsync)] = [q => q.ListFullDagsAsync("a", 1)],
        [nameof(IStoreQueries.ListDatedRunsAsync)] = [q => q.ListDatedRunsAsync("a", Sample.Noon, Sample.Noon)],
        [nameof(IStoreQueries.GetBackfillAsync)] = [q => q.GetBackfillAsync(1)],
        [nameof(IStoreQueries.ListBackfillsAsync)] = [q => q.ListBackfillsAsync(new BackfillFilter()), q => q.ListBackfillsAsync(new BackfillFilter("a", 7))],
        [nameof(IStoreQueries.GetActiveBackfillAsync)] = [q => q.GetActiveBackfillAsync("a")],
        [nameof(IStoreQueries.ListActiveBackfillsAsync)] = [q => q.ListActiveBackfillsAsync()],
        [nameof(IStoreQueries.ListBackfillDatesAsync)] = [q => q.ListBackfillDatesAsync("a", 1, 0, 1)],
        [nameof(IStoreQueries.CountBackfillRunsAsync)] = [q => q.CountBackfillRunsAsync(1)],
        [nameof(IStoreQueries.ListBackfillRunIdsAsync)] = [q => q.ListBackfillRunIdsAsync(1, DagRunState.Queued, 1)],
        [nameof(IStoreQueries.GetTaskInstancesAsync)] = [q => q.GetTaskInstancesAsync(1)],
        [nameof(IStoreQueries.GetPreviousRunAsync)] =
        [
            q => q.GetPreviousRunAsync("a", Sample.Noon, includeManual: true),
            q => q.GetPreviousRunAsync("a", Sample.Noon, includeManual: false),
        ],
        [nameof(IStoreQueries.HasEarlierInstanceAsync)] = [q => q.HasEarlierInstanceAsync("a", "t", Sample.Noon)],
        [nameof(IStoreQueries.ListRunsByDateAsync)] = [q => q.ListRunsByDateAsync("a", null, Sample.Noon, 1)],
        [nameof(IStoreQueries.ListDagsWithRunsDueAsync)] = [q => q.ListDagsWithRunsDueAsync(Sample.Noon, Sample.Noon)],
        [nameof(IStoreQueries.GetNextRunAfterAsync)] = [q => q.GetNextRunAfterAsync(Sample.Noon)],
        [nameof(IStoreQueries.ListInstanceStatesAsync)] = [q => q.ListInstanceStatesAsync(1)],
        [nameof(IStoreQueries.ListCellsAsync)] = [q => q.ListCellsAsync(1)],
        [nameof(IStoreQueries.ListTaskNotesAsync)] = [q => q.ListTaskNotesAsync(1)],
        [nameof(IStoreQueries.ListLeasedAsync)] = [q => q.ListLeasedAsync("h")],
        [nameof(IStoreQueries.GetTriesAsync)] = [q => q.GetTriesAsync(1, 0)],
        [nameof(IStoreQueries.GetXComsAsync)] = [q => q.GetXComsAsync(1, [0])],
        [nameof(IStoreQueries.FindRunAsync)] = [q => q.FindRunAsync("a", Sample.Noon)],
        [nameof(IStoreQueries.GetApprovalsAsync)] = [q => q.GetApprovalsAsync(1)],
        [nameof(IStoreQueries.ListOpenApprovalsAsync)] = [q => q.ListOpenApprovalsAsync(1)],
        [nameof(IStoreQueries.GetBlobAsync)] = [q => q.GetBlobAsync("h")],
        [nameof(IStoreQueries.GetSnapshotAsync)] = [q => q.GetSnapshotAsync("b", "s")],
        [nameof(IStoreQueries.GetTreeAsync)] = [q => q.GetTreeAsync("h")],
        [nameof(IStoreQueries.ListSnapshotsAsync)] = [q => q.ListSnapshotsAsync("main")],
        [nameof(IStoreQueries.ListBundleFilesAsync)] = [q => q.ListBundleFilesAsync("main")],
        [nameof(IStoreQueries.GetApiTokenAsync)] = [q => q.GetApiTokenAsync("t")],
        [nameof(IStoreQueries.ListApiTokensAsync)] = [q => q.ListApiTokensAsync()],
        [nameof(IStoreQueries.GetVariableAsync)] = [q => q.GetVariableAsync("k")],
        [nameof(IStoreQueries.CountSecretKeysAsync)] = [q => q.CountSecretKeysAsync()],
        [nameof(IStoreQueries.ListVariablesAsync)] = [q => q.ListVariablesAsync("k", 1)],
        [nameof(IStoreQueries.GetConnectionAsync)] = [q => q.GetConnectionAsync("c")],
        [nameof(IStoreQueries.ListConnectionsAsync)] = [q => q.ListConnectionsAsync("c", 1)],
        [nameof(IStoreQueries.GetUserAsync)] = [q => q.GetUserAsync("u")],
        [nameof(IStoreQueries.FindUserAsync)] = [q => q.FindUserAsync("https://issuer sub")],
        [nameof(IStoreQueries.ListUsersAsync)] = [q => q.ListUsersAsync("u", 1)],
        [nameof(IStoreQueries.ListFavoritesAsync)] = [q => q.ListFavoritesAsync("u")],
        [nameof(IStoreQueries.ListDagWarningsAsync)] = [q => q.ListDagWarningsAsync("a", "", 1), q => q.ListDagWarningsAsync(null, "a", 1)],
        [nameof(IStoreQueries.GetBundleAsync)] = [q => q.GetBundleAsync("main")],
        [nameof(IStoreQueries.ListBundlesAsync)] = [q => q.ListBundlesAsync()],
        [nameof(IStoreQueries.ListImportErrorsAsync)] = [q => q.ListImportErrorsAsync(null), q => q.ListImportErrorsAsync("main")],
        [nameof(IStoreQueries.ListAuditAsync)] = [q => q.ListAuditAsync(1)],
        [nameof(IStoreQueries.GetAuditEntryAsync)] = [q => q.GetAuditEntryAsync(1)],
        [nameof(IStoreQueries.ListAuditEntriesAsync)] =
        [
            q => q.ListAuditEntriesAsync(new AuditFilter()),
            q => q.ListAuditEntriesAsync(new AuditFilter { NewestFirst = false, Beyond = 3 }),
            q => q.ListAuditEntriesAsync(new AuditFilter { DagId = "a", RunId = "r", TaskId = "t", MapIndex = 1, TryNumber = 1, Beyond = 3 }),
            q => q.ListAuditEntriesAsync(new AuditFilter { Actor = "ada", From = Sample.Noon, To = Sample.Noon }),
            q => q.ListAuditEntriesAsync(new AuditFilter { Events = ["x"], ExcludedEvents = ["y", "z"] }),
            q => q.ListAuditEntriesAsync(new AuditFilter { Events = ["x", "y"], DagId = "a" }),
        ],
        [nameof(IStoreQueries.ListHostsAsync)] = [q => q.ListHostsAsync()],
        [nameof(IStoreQueries.GetPoolAsync)] = [q => q.GetPoolAsync("p")],
        [nameof(IStoreQueries.ListPoolsAsync)] = [q => q.ListPoolsAsync()],
        [nameof(IStoreQueries.CountPoolSlotsAsync)] = [q => q.CountPoolSlotsAsync(null), q => q.CountPoolSlotsAsync("p")],
        [nameof(IStoreQueries.ListPoolHoldersAsync)] = [q => q.ListPoolHoldersAsync("p")],
        [nameof(IStoreQueries.ListTaskHoldersAsync)] = [q => q.ListTaskHoldersAsync("a", "t")],
        [nameof(IStoreQueries.GetLimitEpochAsync)] = [q => q.GetLimitEpochAsync("p")],
        [nameof(IStoreQueries.ListPoolTasksAsync)] = [q => q.ListPoolTasksAsync("p", 1)],
        [nameof(IStoreQueries.GetGrainStateAsync)] = [q => q.GetGrainStateAsync("t", "k", "n")],
        [nameof(IStoreQueries.GetAssetAsync)] = [q => q.GetAssetAsync("u")],
        [nameof(IStoreQueries.GetAssetByIdAsync)] = [q => q.GetAssetByIdAsync(1)],
        [nameof(IStoreQueries.ListAssetsAsync)] = [q => q.ListAssetsAsync(new AssetFilter()), q => q.ListAssetsAsync(new AssetFilter("x", ActiveOnly: false, AfterUri: "u"))],
        [nameof(IStoreQueries.ListAssetsNamedAsync)] = [q => q.ListAssetsNamedAsync("n")],
        [nameof(IStoreQueries.ListAssetsWithNewsAsync)] = [q => q.ListAssetsWithNewsAsync(1)],
        [nameof(IStoreQueries.ListAssetOutboxAsync)] = [q => q.ListAssetOutboxAsync("u", 1)],
        [nameof(IStoreQueries.ListAssetConsumersAsync)] = [q => q.ListAssetConsumersAsync("u", "", 1)],
        [nameof(IStoreQueries.ListAssetReferencesAsync)] = [q => q.ListAssetReferencesAsync(AssetRef.Asset("u"))],
        [nameof(IStoreQueries.ListAssetReferencesNamedAsync)] = [q => q.ListAssetReferencesNamedAsync("n")],
        [nameof(IStoreQueries.ListDagAssetReferencesAsync)] = [q => q.ListDagAssetReferencesAsync("a")],
        [nameof(IStoreQueries.ListAssetAliasNamesAsync)] = [q => q.ListAssetAliasNamesAsync("", 1)],
        [nameof(IStoreQueries.ListAssetsOfAliasAsync)] = [q => q.ListAssetsOfAliasAsync("x")],
        [nameof(IStoreQueries.ListAliasesOfAssetAsync)] = [q => q.ListAliasesOfAssetAsync("u")],
        [nameof(IStoreQueries.ListAssetQueueAsync)] = [q => q.ListAssetQueueAsync("a")],
        [nameof(IStoreQueries.ListAssetQueueOfAssetAsync)] = [q => q.ListAssetQueueOfAssetAsync("u")],
        [nameof(IStoreQueries.ListDagsWithAssetQueueAsync)] = [q => q.ListDagsWithAssetQueueAsync("", 1)],
        [nameof(IStoreQueries.GetLastConsumedAssetEventAsync)] = [q => q.GetLastConsumedAssetEventAsync("a", "u")],
        [nameof(IStoreQueries.ListAssetConsumptionAsync)] = [q => q.ListAssetConsumptionAsync(1)],
        [nameof(IStoreQueries.ListRunsOfAssetEventAsync)] = [q => q.ListRunsOfAssetEventAsync("u", 1)],
        [nameof(IStoreQueries.ListAssetEventsAsync)] =
        [
            q => q.ListAssetEventsAsync(new AssetEventFilter()),
            q => q.ListAssetEventsAsync(new AssetEventFilter("u", Before: new AssetEventPlace(1, "u"))),
            q => q.ListAssetEventsAsync(new AssetEventFilter(SourceDagId: "a")),
            q => q.ListAssetEventsAsync(new AssetEventFilter(SourceDagId: "a", SourceRunId: "r", SourceTaskId: "t", Before: new AssetEventPlace(1, "u"))),
        ],
        [nameof(IStoreQueries.HasAssetEventSinceAsync)] = [q => q.HasAssetEventSinceAsync("u", Sample.Noon)],
        [nameof(IStoreQueries.ListRemindersAsync)] = [q => q.ListRemindersAsync(null), q => q.ListRemindersAsync("g")],
    };

    /// <summary>Names of all queries.</summary>
    public static IEnumerable<string> Names => typeof(IStoreQueries).GetMethods(BindingFlags.Public | BindingFlags.Instance).Select(m => m.Name);

    /// <summary>Calls of a query.</summary>
    public static IReadOnlyList<Func<IStoreQueries, Task>> Of(string query) => Calls[query];

    private static DagFilter EveryKindOfDag => new("main")
    {
        IdPatterns = ["x", "y%z"],
        Tags = ["one", "two"],
        Owners = ["ada", "bob"],
        IsPaused = false,
        HasImportErrors = true,
        LastRunState = DagRunState.Failed,
        FavoriteOf = "ada",
        NoFavoriteOf = "bob",
    };

    private static IEnumerable<DagRunFilter> RunFilters() =>
        from dagId in new[] { null, "a" }
        from states in new DagRunState[][] { [], [DagRunState.Failed], [DagRunState.Running, DagRunState.Queued] }
        from types in new DagRunType[][] { [], [DagRunType.Manual] }
        from after in new RunPlace?[] { null, new RunPlace(Sample.Noon, 1) }
        from range in new DateTimeOffset?[] { null, Sample.Noon }
        from oldestFirst in new[] { false, true }
        select new DagRunFilter(dagId, states, types, after) { From = range?.AddHours(-1), To = range, OldestFirst = oldestFirst };
}
