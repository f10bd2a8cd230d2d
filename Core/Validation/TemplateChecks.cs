using System.Text.Json;
using System.Text.Json.Nodes;
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
        foreach (var group in dag.TaskGroups.Where(g => g.Expand is not null))
        {
            CheckExpand(group.Expand!, task: null, "task_groups", group.GroupId);
        }

        for (var i = 0; i < dag.Tasks.Count; i++)
        {
            var action = dag.Tasks[i].Action;
            CheckEnv(dag.Tasks[i].Env, i);
            foreach (var text in Texts(action))
            {
                CheckText(text, i, action.Name, item: null);
            }

            CheckText(dag.Tasks[i].MapIndexTemplate ?? "", i, "map_index_template", item: null);
            CheckText(dag.Tasks[i].DockerRuntime?.Image ?? "", i, "docker_runtime", item: "image");
            if (dag.Tasks[i].Expand is { } expand)
            {
                CheckExpand(expand, i, expand is ExpandDefinition.ArgumentSets ? "expand_kwargs" : "expand", item: null);
            }
        }

        void CheckExpand(ExpandDefinition expand, int? task, string field, string? item)
        {
            foreach (var input in expand.Inputs.SelectMany(i => i.SelfAndParts()))
            {
                foreach (var text in Texts(input))
                {
                    CheckText(text, task, field, item);
                }

                if (input is ExpandInput.Template template && Template.MayHaveTags(template.Text) && !IsSingleExpression(template.Text))
                {
                    problems.Add(InvalidValue, $"{field} is given a text with several parts", "write one '{{ … }}' and nothing around it", task, field, item);
                }
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

        // A task of a group may name its neighbours as the group does.
        bool IsTask(string name, int? task) => taskIds.Contains(name)
            || (task is { } i && dag.Tasks[i].Group is { } group && dag.TaskGroups.Any(g =>
                (group == g.GroupId || group.StartsWith($"{g.GroupId}.", StringComparison.Ordinal)) && taskIds.Contains($"{g.GroupId}.{name}")));

        void CheckReference(TemplateReference reference, int? task, string field, string? item)
        {
            if (reference.Kind == TemplateReferenceKind.XComTask && !IsTask(reference.Name, task))
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

    private static bool IsSingleExpression(string text)
    {
        try
        {
            return Template.Parse(text, "expand").IsSingleExpression;
        }
        catch (TemplateError)
        {
            // Reported with the other templates.
            return true;
        }
    }

    private static IReadOnlyList<string> Texts(ExpandInput input) => input switch
    {
        ExpandInput.Literal literal => [.. literal.Items.SelectMany(Texts)],
        ExpandInput.Template template => [template.Text],
        ExpandInput.Map map => [map.To ?? "", map.SkipIf ?? ""],
        _ => [],
    };

    private static IEnumerable<string> Texts(JsonNode? value) => value switch
    {
        JsonArray list => list.SelectMany(Texts),
        JsonObject map => map.SelectMany(m => Texts(m.Value)),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => [text.GetValue<string>()],
        _ => [],
    };

    private static IReadOnlyList<string> Texts(TaskAction action) => action switch
    {
        TaskAction.Bash bash => [bash.Script],
        TaskAction.Command command => command.Argv,
        TaskAction.Code code => Texts(code.Call),
        TaskAction.Branch branch => Texts(branch.Choice),
        TaskAction.ShortCircuit gate => Texts(gate.Condition),
        _ => WaitChecks.Texts(action),
    };

    internal static IReadOnlyList<string> Texts(CodeCall call) => [.. Texts(CodeDocument.Arguments(call))];

    private static IReadOnlyList<string> Texts(DecisionSource source) => source switch
    {
        DecisionSource.Value value => [value.Template],
        DecisionSource.Bash bash => [bash.Script],
        DecisionSource.Command command => command.Argv,
        DecisionSource.Code code => Texts(code.Call),
        _ => [],
    };
}
