using Orrery.Core.Dags;
using Orrery.Core.Identity;
using Orrery.Core.Mapping;
using static Orrery.Core.Validation.DagProblemCodes;

namespace Orrery.Core.Validation;

/// <summary>Task groups, and what tasks and groups are expanded over.</summary>
internal static class GroupChecks
{
    public static void Check(DagDefinition dag, DagProblems problems)
    {
        var groups = IndexGroups(dag, problems);
        foreach (var group in dag.TaskGroups)
        {
            CheckGroup(group, groups, problems);
        }

        var taskIds = dag.Tasks.Select(t => t.TaskId).ToHashSet(StringComparer.Ordinal);
        foreach (var group in dag.TaskGroups.Where(g => g.Expand is not null))
        {
            CheckExpand(group.Expand!, group.Group, taskIds, groups, problems, task: null, "task_groups", group.GroupId);
        }

        for (var i = 0; i < dag.Tasks.Count; i++)
        {
            CheckTask(dag.Tasks[i], i, taskIds, groups, problems);
        }
    }

    private static Dictionary<string, TaskGroupDefinition> IndexGroups(DagDefinition dag, DagProblems problems)
    {
        var groups = new Dictionary<string, TaskGroupDefinition>(StringComparer.Ordinal);
        var taskIds = dag.Tasks.Select(t => t.TaskId).ToHashSet(StringComparer.Ordinal);
        foreach (var group in dag.TaskGroups.Where(g => g.GroupId.Length > 0))
        {
            FieldChecks.Id(problems, IdKind.Task, group.GroupId, task: null, "task_groups", group.GroupId);
            if (!groups.TryAdd(group.GroupId, group))
            {
                problems.Add(DuplicateGroupId, $"group_id {Shown.Quote(group.GroupId)} is given twice", "give each group its own id", null, "task_groups", group.GroupId);
            }
            else if (taskIds.Contains(group.GroupId))
            {
                problems.Add(DuplicateGroupId, $"the group {Shown.Quote(group.GroupId)} has the id of a task", "rename one of them", null, "task_groups", group.GroupId);
            }
        }

        return groups;
    }

    private static void CheckGroup(TaskGroupDefinition group, Dictionary<string, TaskGroupDefinition> groups, DagProblems problems)
    {
        if (group.Group is { } around && !groups.ContainsKey(around))
        {
            problems.Add(UnknownGroup, $"the group {Shown.Quote(group.GroupId)} lies in {Shown.Quote(around)}, which does not exist",
                problems.Nearest.Remedy(around, groups.Keys, "add that group to task_groups"), null, "task_groups", group.GroupId);
        }

        var chain = Around(group.Group, groups).ToList();
        if (chain.Contains(group))
        {
            problems.Add(Cycle, $"the group {Shown.Quote(group.GroupId)} lies in itself", "take one 'group' away", null, "task_groups", group.GroupId);
        }
        else if (group.Expand is not null && chain.Find(g => g.Expand is not null) is { } outer)
        {
            problems.Add(NestedMapping, $"the mapped group {Shown.Quote(group.GroupId)} lies in the mapped group {Shown.Quote(outer.GroupId)}",
                "expand one of them only", null, "task_groups", group.GroupId);
        }
    }

    private static void CheckTask(TaskDefinition task, int index, HashSet<string> taskIds, Dictionary<string, TaskGroupDefinition> groups, DagProblems problems)
    {
        if (task.Group is { } group && !groups.ContainsKey(group))
        {
            problems.Add(UnknownGroup, $"group is {Shown.Quote(group)}, which does not exist",
                problems.Nearest.Remedy(group, groups.Keys, "add it to task_groups"), index, "group");
        }

        var mapped = Around(task.Group, groups).FirstOrDefault(g => g.Expand is not null);
        if (task.MapIndexTemplate is not null && task.Expand is null && mapped is null)
        {
            problems.Add(MisplacedField, "map_index_template is set on a task that is not mapped", "leave it out", index, "map_index_template");
        }

        if (task.Expand is not { } expand)
        {
            return;
        }

        if (task.Kind == TaskKind.Callback)
        {
            problems.Add(Conflict, "a callback is mapped", "map the task it answers for, or put both into a mapped group", index);
        }

        var field = expand is ExpandDefinition.ArgumentSets ? "expand_kwargs" : "expand";
        if (mapped is not null)
        {
            problems.Add(NestedMapping, $"the task is mapped and lies in the mapped group {Shown.Quote(mapped.GroupId)}", "expand one of them only", index, field);
        }

        if (ExpandReferences.TasksOf(expand).Any(id => id == task.TaskId || Around(task.Group, groups).Any(g => $"{g.GroupId}.{id}" == task.TaskId)))
        {
            problems.Add(SelfDependency, $"{field} takes the XCom of the task itself", "name another task", index, field);
        }

        CheckExpand(expand, task.Group, taskIds, groups, problems, index, field, item: null);
    }

    private static void CheckExpand(
        ExpandDefinition expand, string? inGroup, HashSet<string> taskIds, Dictionary<string, TaskGroupDefinition> groups, DagProblems problems, int? task, string field, string? item)
    {
        foreach (var argument in expand is ExpandDefinition.Arguments arguments ? arguments.Items : [])
        {
            var name = argument.Name;
            if (name.Length == 0 || char.IsAsciiDigit(name[0]) || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '_'))
            {
                problems.Add(InvalidId, $"expand has the argument {Shown.Quote(name)}", "use letters, digits and '_', not starting with a digit", task, field, item ?? name);
            }
        }

        if (expand is ExpandDefinition.Arguments { Items: var items } && items.GroupBy(a => a.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            problems.Add(InvalidValue, $"expand names {Shown.Quote(twice.Key)} twice", "give each argument its own name", task, field, item);
        }

        if (ExpandReferences.LengthOf(expand) is > ExpandLimits.MaxInstances and var length)
        {
            problems.Add(InvalidValue, $"{field} yields {length} instances", $"expand over {ExpandLimits.MaxInstances} or fewer", task, field, item);
        }

        var prefixes = Around(inGroup, groups).Select(g => g.GroupId + ".").Append("").ToList();
        foreach (var input in ExpandReferences.TasksOf(expand).Where(id => !prefixes.Exists(p => taskIds.Contains(p + id))))
        {
            problems.Add(UnknownDependency, $"{field} takes the XCom of {Shown.Quote(input)}, which does not exist",
                problems.Nearest.Remedy(input, taskIds, "name a task of this DAG"), task, field, item);
        }
    }

    private static IEnumerable<TaskGroupDefinition> Around(string? group, Dictionary<string, TaskGroupDefinition> groups)
    {
        // A chain of groups is no longer than there are groups.
        for (var steps = 0; steps < groups.Count && group is not null && groups.TryGetValue(group, out var found); steps++)
        {
            yield return found;
            group = found.Group;
        }
    }
}
