using Orrery.Core.Dags;
using Orrery.Core.Identity;
using static Orrery.Core.Validation.DagProblemCodes;

namespace Orrery.Core.Validation;

/// <summary>The DAG's parameters: names, schemas, and defaults that satisfy them.</summary>
internal static class ParamChecks
{
    public static void Check(DagDefinition dag, DagProblems problems)
    {
        foreach (var (name, param) in dag.Params)
        {
            FieldChecks.Id(problems, IdKind.Name, name, task: null, "params", name);
            var schemaErrors = param.Schema is null ? [] : JsonSchemaCheck.SchemaErrors(param.Schema);
            foreach (var error in schemaErrors)
            {
                problems.Add(InvalidSchema, $"the schema of param {Shown.Quote(name)}: {error}", "", field: "params", item: name);
            }

            if (schemaErrors.Count == 0 && param.HasDefault)
            {
                CheckDefault(name, param, problems);
            }

            if (!param.HasDefault && dag.Schedule is not ScheduleDefinition.None)
            {
                problems.Add(MissingDefault, $"param {Shown.Quote(name)} has no default, but the DAG has a schedule: its runs bring no values",
                    "give it a default, or take the schedule away", field: "params", item: name);
            }
        }
    }

    private static void CheckDefault(string name, ParamDefinition param, DagProblems problems)
    {
        foreach (var error in JsonSchemaCheck.Validate(param.Default, param.Schema))
        {
            problems.Add(InvalidDefault,
                $"the default of param {Shown.Quote(name)}: {error}", "correct the default or its schema", field: "params", item: name);
        }
    }
}
