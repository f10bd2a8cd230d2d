using Orrery.Core.Dags;
using Orrery.Core.Templating;
using static Orrery.Core.Validation.DagProblemCodes;

namespace Orrery.Core.Validation;

/// <summary>All templates of a DAG: their syntax, and what they mention by name.</summary>
internal static class TemplateChecks
{
    public static void Check(DagDefinition dag, DagProblems problems)
    {
        var taskIds = dag.Tasks.Select(t => t.TaskId).ToHashSet(StringComparer.Ordinal);
        CheckEnv(dag.Env, task: null);
        for (var i = 0; i < dag.Tasks.Count; i++)
        {
            var action = dag.Tasks[i].Action;
            CheckEnv(dag.Tasks[i].Env, i);
            foreach (var text in Texts(action))
            {
                CheckText(text, i, action.Name, item: null);
            }
        }

        void CheckEnv(IReadOnlyDictionary<string, string> env, int? task)
        {
            foreach (var (name, value) in env)
            {
                CheckText(value, task, "env", name);
            }
        }

        void CheckText(string text, int? task, string field, string? item)
        {
            if (!Template.MayHaveTags(text))
            {
                return;
            }

            try
            {
                foreach (var reference in Template.Parse(text, field).References.Items.Where(r => !r.Optional))
                {
                    CheckReference(reference, task, field, item);
                }
            }
            catch (TemplateError error)
            {
                var name = item is null ? field : $"{field}.{item}";
                problems.Add(TemplateSyntax,
                    $"{name} is no template at line {error.Line}, column {error.Column} of it: {error.Problem.TrimEnd('.')}",
                    "correct it, or write {% raw %} … {% endraw %} around what is no template", task, field, item);
            }
        }

        void CheckReference(TemplateReference reference, int? task, string field, string? item)
        {
            if (reference.Kind == TemplateReferenceKind.XComTask && !taskIds.Contains(reference.Name))
            {
                problems.Warn(UnknownReference, $"{field} pulls the XCom of {Shown.Quote(reference.Name)}, which is no task of this DAG",
                    problems.Nearest.Remedy(reference.Name, taskIds, "name a task of this DAG"), task, field, item);
            }
            else if (reference.Kind == TemplateReferenceKind.Param && !dag.Params.ContainsKey(reference.Name))
            {
                problems.Warn(UnknownReference, $"{field} uses params.{Shown.Plain(reference.Name)}, which only runs that bring it have",
                    problems.Nearest.Remedy(reference.Name, dag.Params.Keys, "give it a default under params"), task, field, item);
            }
        }
    }

    private static IReadOnlyList<string> Texts(TaskAction action) => action switch
    {
        TaskAction.Bash bash => [bash.Script],
        TaskAction.Command command => command.Argv,
        TaskAction.Branch branch => Texts(branch.Choice),
        TaskAction.ShortCircuit gate => Texts(gate.Condition),
        _ => WaitChecks.Texts(action),
    };

    private static IReadOnlyList<string> Texts(DecisionSource source) => source switch
    {
        DecisionSource.Value value => [value.Template],
        DecisionSource.Bash bash => [bash.Script],
        DecisionSource.Command command => command.Argv,
        _ => [],
    };
}
