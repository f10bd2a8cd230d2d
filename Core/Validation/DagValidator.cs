using Orrery.Core.Dags;

namespace Orrery.Core.Validation;

/// <summary>Checks that a DAG means something: ids, references, cycles, ranges, schedules, parameters, templates.</summary>
public static class DagValidator
{
    /// <summary>Everything that is wrong with the DAG, warnings included; empty when it is valid. Linear in the size of the DAG.</summary>
    public static IReadOnlyList<DagProblem> Validate(DagDefinition dag) => Validate(dag, new Nearest());

    internal static IReadOnlyList<DagProblem> Validate(DagDefinition dag, Nearest nearest)
    {
        var problems = new DagProblems(nearest);
        DagChecks.Check(dag, problems);
        ScheduleChecks.Check(dag, problems);
        AssetChecks.Check(dag, problems);
        ParamChecks.Check(dag, problems);
        for (var i = 0; i < dag.Tasks.Count; i++)
        {
            TaskChecks.Check(dag.Tasks[i], i, problems);
        }

        GroupChecks.Check(dag, problems);
        GraphChecks.Check(dag, problems);
        TemplateChecks.Check(dag, problems);
        return problems.Found;
    }
}
