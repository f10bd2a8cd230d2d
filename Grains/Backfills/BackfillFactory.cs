using System.Collections.Immutable;
using Orrery.Core.Backfills;
using Orrery.Core.Dags;
using Orrery.Core.Identity;
using Orrery.Core.Timetables;
using Orrery.Core.Validation;
using Orrery.Grains.Dags;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Backfills;

/// <summary>Makes the rows of backfills and says what they would do. Pure.</summary>
internal static class BackfillFactory
{
    /// <summary>Everything that is wrong with the wish for a backfill; empty when nothing is.</summary>
    public static ImmutableArray<string> Problems(DagDefinition dag, Timetable timetable, BackfillRequest request, bool isAnotherActive, DateTimeOffset now)
    {
        var problems = new List<string>();
        if (request.MaxActiveRuns < 1)
        {
            problems.Add($"max_active_runs is {request.MaxActiveRuns}: give 1 or more.");
        }

        if (RunFactory.ParseConf(request.ConfJson, problems) is { } conf)
        {
            problems.AddRange(Params.Resolve(dag, conf).Errors.Select(e => e.ToString()));
        }

        var facts = new BackfillFacts
        {
            Timetable = timetable,
            From = request.FromDate,
            To = request.ToDate,
            IsReverse = request.RunBackwards,
            Reprocess = request.ReprocessBehavior,
            DependsOnPast = dag.Tasks.Any(t => t.DependsOnPast || t.WaitForDownstream),
            IsAllowed = dag.Allows(DagRunType.Backfill),
            IsAnotherActive = isAnotherActive,
            Now = now,
        };
        return [.. BackfillPlan.Problems(facts).Select(p => p.ToSentence(dag.DagId)), .. problems];
    }

    /// <summary>The dates of a backfill, always the same ones.</summary>
    public static ImmutableArray<DagRunInfo> Dates(Timetable timetable, BackfillRow row) =>
        BackfillPlan.Dates(timetable, row.FromDate, row.ToDate, row.IsReverse, row.CreatedAt);

    /// <summary>The row of a backfill that may be made.</summary>
    public static BackfillRow Row(long backfillId, DagRow dag, Timetable timetable, BackfillRequest request, DateTimeOffset now)
    {
        var row = new BackfillRow
        {
            Revision = 0,
            BackfillId = backfillId,
            DagId = dag.DagId,
            Version = dag.Version,
            FromDate = request.FromDate,
            ToDate = request.ToDate,
            IsReverse = request.RunBackwards,
            Reprocess = request.ReprocessBehavior,
            MaxActiveRuns = request.MaxActiveRuns,
            ConfJson = request.ConfJson,
            TriggeredBy = request.TriggeredBy,
            DateCount = 0,
            CreatedAt = now,
            UpdatedAt = now,
        };
        return row with { DateCount = Dates(timetable, row).Length };
    }

    /// <summary>The newest run of each date: one that has not started yet, else the one that started last.</summary>
    public static Dictionary<DateTimeOffset, DatedRun> NewestByDate(IEnumerable<DatedRun> runs)
    {
        var newest = new Dictionary<DateTimeOffset, DatedRun>();
        foreach (var run in runs)
        {
            if (!newest.TryGetValue(run.LogicalDate, out var other)
                || (run.StartedAt ?? DateTimeOffset.MaxValue) > (other.StartedAt ?? DateTimeOffset.MaxValue))
            {
                newest[run.LogicalDate] = run;
            }
        }

        return newest;
    }

    /// <summary>What a backfill would do about these dates.</summary>
    public static IEnumerable<BackfillDateInfo> Preview(
        ImmutableArray<DagRunInfo> dates, ReprocessBehavior reprocess, Dictionary<DateTimeOffset, DatedRun> existing)
    {
        for (var i = 0; i < dates.Length; i++)
        {
            var run = existing.GetValueOrDefault(dates[i].LogicalDate);
            var action = BackfillPlan.ActionFor(run?.State, reprocess);
            yield return new BackfillDateInfo
            {
                Ordinal = i + 1,
                LogicalDate = dates[i].LogicalDate,
                Action = action.WireName(),
                Reason = action.Reason(),
                DagRunId = run?.RunId,
                State = run?.State,
            };
        }
    }
}
