namespace Orrery.Core.Runs;

/// <summary>The values of <see cref="RunChange.Reason"/>.</summary>
public static class RunReasons
{
    /// <summary>A leaf failed or is upstream_failed.</summary>
    public const string TaskFailure = "task_failure";

    /// <summary>Tasks are left that can never start.</summary>
    public const string AllTasksDeadlocked = "all_tasks_deadlocked";

    /// <summary>The run took longer than its <c>dagrun_timeout</c>.</summary>
    public const string TimedOut = "timed_out";

    /// <summary>Somebody ended it by hand.</summary>
    public const string Marked = "marked";
}
