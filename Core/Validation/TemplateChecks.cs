using Orrery.Core.Dags;
using static Orrery.Core.Validation.DagProblemCodes;

namespace Orrery.Core.Validation;

/// <summary>The syntax of all templates of a DAG. What names they use shows only in a run.</summary>
internal static class TemplateChecks
{
    public static void Check(DagDefinition dag, DagProblems problems)
    {
        CheckEnv(dag.Env, task: null, problems);
        for (var i = 0; i < dag.Tasks.Count; i++)
        {
            var task = dag.Tasks[i];
            CheckEnv(task.Env, i, problems);
            foreach (var text in Texts(task.Action))
            {
                CheckText(text, i, task.Action.Name, item: null, problems);
            }
        }
    }

    private static IReadOnlyList<string> Texts(TaskAction action) => action switch
    {
        TaskAction.Bash bash => [bash.Script],
        TaskAction.Command command => command.Argv,
        TaskAction.Branch branch => Texts(branch.Choice),
        TaskAction.ShortCircuit gate => Texts(gate.Condition),
        _ => [],
    };

    private static IReadOnlyList<string> Texts(DecisionSource source) => source switch
    {
        DecisionSource.Value value => [value.Template],
        DecisionSource.Bash bash => [bash.Script],
        DecisionSource.Command command => command.Argv,
        _ => [],
    };

    private static void CheckEnv(IReadOnlyDictionary<string, string> env, int? task, DagProblems problems)
    {
        foreach (var (name, value) in env)
        {
            CheckText(value, task, "env", name, problems);
        }
    }

    private static void CheckText(string text, int? task, string field, string? item, DagProblems problems)
    {
        if (Problem(text) is { } problem)
        {
            problems.Add(TemplateSyntax, $"{field}{(item is null ? "" : $".{item}")} holds a template that does not parse: {problem}",
                "write {{ expression }}, {% statement %} or {% raw %} around text that is no template", task, field, item);
        }
    }

    // Only what opens and never closes; the expressions themselves are parsed by Templating.
    private static string? Problem(string text)
    {
        foreach (var (open, close) in ((string, string)[])[("{{", "}}"), ("{%", "%}"), ("{#", "#}")])
        {
            if (text.LastIndexOf(open, StringComparison.Ordinal) is >= 0 and var at && text.IndexOf(close, at, StringComparison.Ordinal) < 0)
            {
                return $"'{open}' is not closed by '{close}'";
            }
        }

        return null;
    }
}
