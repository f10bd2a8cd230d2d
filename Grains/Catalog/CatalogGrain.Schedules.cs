using System.Collections.Immutable;
using System.Globalization;
using Orrery.Core.Backfills;
using Orrery.Core.States;
using Orrery.Core.Timetables;
using Orrery.Grains.Dags;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Catalog;

/// <content>Schedules and backfills.</content>
public sealed partial class CatalogGrain
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<NextRunInfo>> ListNextRunsAsync(string dagId, int count)
    {
        if (await store.GetDagAsync(dagId) is not { IsActive: true } row)
        {
            return [];
        }

        var dag = (await plans.GetAsync(row.Version)).Dag;
        var upcoming = UpcomingRuns.From(TimetableFactory.Of(dag), DagRows.ContextOf(row, dag, clock.GetUtcNow()), DagRows.PlannedRun(row));
        return
        [
            .. upcoming.Take(Math.Clamp(count, 1, MaxLimit)).Select(run => new NextRunInfo
            {
                LogicalDate = run.LogicalDate,
                DataIntervalStart = run.DataInterval.Start,
                DataIntervalEnd = run.DataInterval.End,
                RunAfter = run.RunAfter,
            }),
        ];
    }

    /// <inheritdoc/>
    public async Task<Page<BackfillInfo>> ListBackfillsAsync(ListQuery query)
    {
        var limit = Math.Clamp(query.Limit, 1, MaxLimit);
        var before = long.TryParse(query.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : (long?)null;
        var rows = await store.ListBackfillsAsync(new BackfillFilter(query.DagId, before, limit + 1));
        var items = ImmutableArray.CreateBuilder<BackfillInfo>();
        foreach (var row in rows.Take(limit))
        {
            items.Add(await ToInfoAsync(row));
        }

        return new Page<BackfillInfo>
        {
            Items = items.DrainToImmutable(),
            NextCursor = rows.Count > limit ? rows[limit - 1].BackfillId.ToString(CultureInfo.InvariantCulture) : null,
        };
    }

    /// <inheritdoc/>
    public async Task<BackfillInfo?> GetBackfillAsync(long backfillId) =>
        await store.GetBackfillAsync(backfillId) is { } row ? await ToInfoAsync(row) : null;

    /// <inheritdoc/>
    public async Task<Page<BackfillDateInfo>> ListBackfillDatesAsync(long backfillId, ListQuery query)
    {
        if (await store.GetBackfillAsync(backfillId) is not { } backfill)
        {
            return new Page<BackfillDateInfo> { Items = [] };
        }

        var limit = Math.Clamp(query.Limit, 1, MaxLimit);
        _ = int.TryParse(query.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        var dates = await store.ListBackfillDatesAsync(backfill.DagId, backfillId, after, limit + 1);
        return new Page<BackfillDateInfo>
        {
            Items =
            [
                .. dates.Take(limit).Select(d => new BackfillDateInfo
                {
                    Ordinal = d.Row.Ordinal,
                    LogicalDate = d.Row.LogicalDate,
                    Action = d.Row.Action.WireName(),
                    Reason = d.Row.Action.Reason(),
                    DagRunId = d.Row.RunId,
                    State = d.RunState,
                }),
            ],
            NextCursor = dates.Count > limit ? dates[limit - 1].Row.Ordinal.ToString(CultureInfo.InvariantCulture) : null,
        };
    }

    private async Task<BackfillInfo> ToInfoAsync(BackfillRow row)
    {
        var counts = (await store.CountBackfillRunsAsync(row.BackfillId)).ToDictionary(c => c.State, c => c.Count);
        return new BackfillInfo
        {
            Id = row.BackfillId,
            DagId = row.DagId,
            FromDate = row.FromDate,
            ToDate = row.ToDate,
            DagRunConfJson = row.ConfJson,
            IsPaused = row.IsPaused,
            ReprocessBehavior = row.Reprocess,
            MaxActiveRuns = row.MaxActiveRuns,
            RunBackwards = row.IsReverse,
            CreatedAt = row.CreatedAt,
            CompletedAt = row.CompletedAt,
            CancelledAt = row.CancelledAt,
            UpdatedAt = row.UpdatedAt,
            TriggeredBy = row.TriggeredBy,
            DateCount = row.DateCount,
            DoneCount = row.DoneCount,
            QueuedCount = counts.GetValueOrDefault(DagRunState.Queued),
            RunningCount = counts.GetValueOrDefault(DagRunState.Running),
            SuccessCount = counts.GetValueOrDefault(DagRunState.Success),
            FailedCount = counts.GetValueOrDefault(DagRunState.Failed),
        };
    }
}
