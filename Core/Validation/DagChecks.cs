using Orrery.Core.Cron;
using Orrery.Core.Dags;
using Orrery.Core.Identity;
using static Orrery.Core.Validation.DagProblemCodes;

namespace Orrery.Core.Validation;

/// <summary>The DAG's own fields.</summary>
internal static class DagChecks
{
    private const int MaxTagLength = 100;

    public static void Check(DagDefinition dag, DagProblems problems)
    {
        FieldChecks.Id(problems, IdKind.Dag, dag.DagId, task: null, "dag_id");
        CheckTimes(dag, problems);
        FieldChecks.AtLeast(problems, dag.MaxActiveRuns, 1, task: null, "max_active_runs");
        FieldChecks.AtLeast(problems, dag.MaxActiveTasks, 1, task: null, "max_active_tasks");
        FieldChecks.Positive(problems, dag.DagRunTimeout, task: null, "dagrun_timeout");
        FieldChecks.AtLeast(problems, dag.MaxConsecutiveFailedDagRuns, 0, task: null, "max_consecutive_failed_dag_runs");
        FieldChecks.EnvNames(problems, dag.Env, task: null);
        foreach (var tag in dag.Tags)
        {
            if (string.IsNullOrWhiteSpace(tag) || tag.Length > MaxTagLength)
            {
                problems.Add(InvalidValue,
                    $"the tag {Shown.Quote(tag)} has {tag.Length} characters", $"give it 1 to {MaxTagLength}, not only blanks",
                    field: "tags", item: tag);
            }
        }

        if (dag.Tasks.Count == 0)
        {
            problems.Add(NoTasks, "the DAG has no tasks", "list at least one under tasks", field: "tasks");
        }
    }

    private static void CheckTimes(DagDefinition dag, DagProblems problems)
    {
        if (!TimeZones.TryFind(dag.Timezone, out _, out var problem))
        {
            problems.Add(UnknownTimezone, FieldChecks.AsPart(problem), "", field: "timezone");
        }

        if (dag.StartDate > dag.EndDate)
        {
            problems.Add(Conflict, $"end_date {dag.EndDate:yyyy-MM-dd'T'HH:mm:ssK} lies before start_date {dag.StartDate:yyyy-MM-dd'T'HH:mm:ssK}",
                "exchange them, or leave one out", field: "end_date");
        }
    }
}
