using Orrery.Core.Dags;
using Orrery.Core.Identity;
using static Orrery.Core.Validation.DagProblemCodes;

namespace Orrery.Core.Validation;

/// <summary>One task by itself.</summary>
internal static class TaskChecks
{
    private const int MaxRetries = 1_000;
    private const double MaxBackoff = 100;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(365);

    public static void Check(TaskDefinition task, int index, DagProblems problems)
    {
        FieldChecks.Id(problems, IdKind.Task, task.TaskId, index, "task_id");
        FieldChecks.Id(problems, IdKind.Name, task.Queue, index, "queue");
        FieldChecks.Id(problems, IdKind.Name, task.Pool, index, "pool");
        FieldChecks.AtLeast(problems, task.PoolSlots, 1, index, "pool_slots");
        FieldChecks.AtLeast(problems, task.MaxActiveTisPerDag ?? 1, 1, index, "max_active_tis_per_dag");
        FieldChecks.AtLeast(problems, task.MaxActiveTisPerDagRun ?? 1, 1, index, "max_active_tis_per_dagrun");
        FieldChecks.EnvNames(problems, task.Env, index);
        FieldChecks.Positive(problems, task.ExecutionTimeout, index, "execution_timeout");
        CheckRetries(task, index, problems);
        WaitChecks.Check(task.Action, index, problems);
        DockerChecks.Check(task.DockerRuntime, index, problems);
        if (task.OnFailureFailDagRun && task.Kind != TaskKind.Teardown)
        {
            problems.Add(MisplacedField, "on_failure_fail_dagrun is set on a task that is no teardown",
                "leave it out: other tasks fail the run anyway", index, "on_failure_fail_dagrun");
        }
    }

    private static void CheckRetries(TaskDefinition task, int index, DagProblems problems)
    {
        if (task.Retries is < 0 or > MaxRetries)
        {
            problems.Add(InvalidValue, $"retries is {task.Retries}", $"give 0 to {MaxRetries}", index, "retries");
        }

        if (task.RetryDelay < TimeSpan.Zero || task.RetryDelay > LongestDelay)
        {
            problems.Add(InvalidValue,
                $"retry_delay is {task.RetryDelay.TotalDays} days", $"give 0 seconds to {LongestDelay.TotalDays} days", index,
                "retry_delay");
        }

        if (task.RetryExponentialBackoff is not (0 or (>= 1 and <= MaxBackoff)))
        {
            problems.Add(InvalidValue, $"retry_exponential_backoff is {task.RetryExponentialBackoff}",
                $"give false, true (which is 2) or a factor from 1 to {MaxBackoff}", index, "retry_exponential_backoff");
        }

        if (task.MaxRetryDelay is { } max && (max <= TimeSpan.Zero || max > LongestDelay))
        {
            problems.Add(InvalidValue,
                $"max_retry_delay is {max.TotalSeconds} seconds", $"give more than 0 seconds, up to {LongestDelay.TotalDays} days", index,
                "max_retry_delay");
        }
    }
}
