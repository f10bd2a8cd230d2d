using System.Collections.Immutable;
using Orrery.Core.States;
using Orrery.Core.Timetables;

namespace Orrery.Core.Backfills;

/// <summary>Which dates a backfill covers and what it does about each. Pure.</summary>
public static class BackfillPlan
{
    /// <summary>The most dates of one backfill.</summary>
    public const int MaxDates = 100_000;

    /// <summary>Everything that speaks against a backfill, in order of weight; empty when it may be made.</summary>
    public static ImmutableArray<BackfillProblem> Problems(BackfillFacts facts)
    {
        ReadOnlySpan<(bool Holds, BackfillProblem Problem)> checks =
        [
            (!facts.IsAllowed, BackfillProblem.RunTypeNotAllowed),
            (facts.Timetable is NullTimetable, BackfillProblem.NoSchedule),
            (facts.IsAnotherActive, BackfillProblem.AlreadyActive),
            (facts.From > facts.To, BackfillProblem.EmptyRange),
            (facts is { DependsOnPast: true, IsReverse: true }, BackfillProblem.ReverseWithPast),
            (facts is { DependsOnPast: true, Reprocess: ReprocessBehavior.None }, BackfillProblem.PastNeedsReprocess),
            (facts.From >= facts.Now && facts.To >= facts.Now, BackfillProblem.Future),
        ];
        var problems = ImmutableArray.CreateBuilder<BackfillProblem>();
        foreach (var (holds, problem) in checks)
        {
            if (holds)
            {
                problems.Add(problem);
            }
        }

        // Dates are only looked for where there can be some: nothing to do would be a consequence of what was said already.
        if (problems.Count == 0)
        {
            switch (Walk(facts.Timetable, facts.From, facts.To, facts.Now).Take(MaxDates + 1).Count())
            {
                case 0:
                    problems.Add(BackfillProblem.NothingToDo);
                    break;
                case > MaxDates:
                    problems.Add(BackfillProblem.TooManyDates);
                    break;
            }
        }

        return problems.DrainToImmutable();
    }

    /// <summary>The dates, in the order in which they are run; the place of a date is its ordinal, counted from 1.</summary>
    /// <param name="timetable">The timetable of the DAG.</param>
    /// <param name="from">Where the first run may be.</param>
    /// <param name="to">Where the last run may be, inclusive.</param>
    /// <param name="isReverse">Whether the newest comes first.</param>
    /// <param name="now">The moment by which a slot must be complete.</param>
    public static ImmutableArray<DagRunInfo> Dates(Timetable timetable, DateTimeOffset from, DateTimeOffset to, bool isReverse, DateTimeOffset now)
    {
        var dates = Walk(timetable, from, to, now).Take(MaxDates);
        return [.. isReverse ? dates.Reverse() : dates];
    }

    /// <summary>What to do about a date.</summary>
    /// <param name="existing">State of the newest run of that date; null when there is none.</param>
    /// <param name="reprocess">What to do with finished runs.</param>
    public static BackfillAction ActionFor(DagRunState? existing, ReprocessBehavior reprocess) => (existing, reprocess) switch
    {
        (null, _) => BackfillAction.Create,
        (DagRunState.Queued or DagRunState.Running, _) => BackfillAction.SkipInFlight,
        (_, ReprocessBehavior.Completed) or (DagRunState.Failed, ReprocessBehavior.Failed) => BackfillAction.Clear,
        _ => BackfillAction.SkipExisting,
    };

    // Data intervals end one after the other, so the first that is not over ends the walk.
    private static IEnumerable<DagRunInfo> Walk(Timetable timetable, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now) =>
        timetable.Between(from, to).TakeWhile(run => run.DataInterval.End < now);
}
