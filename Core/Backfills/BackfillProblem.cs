namespace Orrery.Core.Backfills;

/// <summary>Why a backfill cannot be made.</summary>
public enum BackfillProblem
{
    /// <summary>The DAG does not allow runs of type backfill.</summary>
    RunTypeNotAllowed,

    /// <summary>The DAG has no schedule, so there are no dates.</summary>
    NoSchedule,

    /// <summary>The DAG has a backfill that is not completed.</summary>
    AlreadyActive,

    /// <summary>The range ends before it begins.</summary>
    EmptyRange,

    /// <summary>Newest first cannot be done when tasks wait for earlier runs.</summary>
    ReverseWithPast,

    /// <summary>When tasks wait for earlier runs, finished ones must be run again.</summary>
    PastNeedsReprocess,

    /// <summary>The whole range lies in the future.</summary>
    Future,

    /// <summary>No complete slot of the schedule lies in the range.</summary>
    NothingToDo,

    /// <summary>The range has more than <see cref="BackfillPlan.MaxDates"/> dates.</summary>
    TooManyDates,
}

/// <summary>Names of the problems, and what people are told.</summary>
public static class BackfillProblems
{
    private static readonly string[] Names =
    [
        "run_type_not_allowed", "no_schedule", "already_active", "empty_range", "reverse_with_past", "past_needs_reprocess", "future",
        "nothing_to_do", "too_many_dates",
    ];

    /// <summary>The snake_case name.</summary>
    public static string WireName(this BackfillProblem problem) => Names[(int)problem];

    /// <summary>What is wrong and what would be right, as a sentence.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="dagId">Id of the DAG.</param>
    public static string ToSentence(this BackfillProblem problem, string dagId) => problem switch
    {
        BackfillProblem.RunTypeNotAllowed => $"DAG '{dagId}' does not allow backfills: add backfill to its allowed_run_types.",
        BackfillProblem.NoSchedule => $"DAG '{dagId}' has no schedule, so there are no dates to fill: trigger runs by hand, or give it a schedule.",
        BackfillProblem.AlreadyActive => $"DAG '{dagId}' has a backfill that is not completed: wait for its end, or cancel it.",
        BackfillProblem.EmptyRange => "The range ends before it begins: give a to date that is not before the from date.",
        BackfillProblem.ReverseWithPast => $"DAG '{dagId}' has tasks with depends_on_past, which cannot be run from the newest date to the oldest: leave reverse out.",
        BackfillProblem.PastNeedsReprocess =>
            $"DAG '{dagId}' has tasks with depends_on_past, which would wait for dates that are left alone: set reprocess to failed or completed.",
        BackfillProblem.Future => "The whole range lies in the future: a backfill fills what has passed.",
        BackfillProblem.NothingToDo => $"No complete slot of the schedule of DAG '{dagId}' lies in the range: widen it.",
        BackfillProblem.TooManyDates => $"The range has more than {BackfillPlan.MaxDates} dates: fill it in several parts.",
        _ => throw new System.Diagnostics.UnreachableException($"No sentence for the problem {problem}."),
    };
}
