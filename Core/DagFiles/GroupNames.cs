using Orrery.Core.Dags;

namespace Orrery.Core.DagFiles;

/// <summary>
/// Gives tasks and groups their full ids, and finds what a short one means: it is looked for in the group of whoever writes it, then in the
/// groups around that, then in the DAG.
/// </summary>
internal sealed class GroupNames
{
    private readonly List<TaskGroupDefinition> _groups;
    private readonly List<string?> _groupOf;
    private readonly Dictionary<string, int> _tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _groupIds = new(StringComparer.Ordinal);

    public GroupNames(IReadOnlyList<WrittenGroup> groups, IReadOnlyList<TaskDefinition> tasks)
    {
        _groups = [.. groups.Select(g => g.Definition)];
        var named = new bool?[_groups.Count];
        for (var i = 0; i < _groups.Count; i++)
        {
            NameGroup(i, named);
        }

        for (var i = 0; i < _groups.Count; i++)
        {
            _groupIds.TryAdd(_groups[i].GroupId, i);
        }

        _groupOf = [.. tasks.Select(t => FindGroup(t.Group)?.GroupId ?? t.Group)];
        TaskIds = [.. tasks.Select((t, i) => Prefixed(t.TaskId, FindGroup(_groupOf[i])))];
        for (var i = 0; i < TaskIds.Count; i++)
        {
            _tasks.TryAdd(TaskIds[i], i);
        }
    }

    /// <summary>The groups with their full ids.</summary>
    public IReadOnlyList<TaskGroupDefinition> Groups => _groups;

    /// <summary>The full ids of the tasks.</summary>
    public IReadOnlyList<string> TaskIds { get; }

    /// <summary>Full id of the group a task lies in.</summary>
    public string? GroupOf(int task) => _groupOf[task];

    /// <summary>The groups around something, the innermost first.</summary>
    public IEnumerable<TaskGroupDefinition> Around(string? group)
    {
        // A chain of groups is no longer than there are groups.
        for (var steps = 0; steps < _groups.Count && FindGroup(group) is { } found; steps++)
        {
            yield return found;
            group = found.Group;
        }
    }

    /// <summary>The task or group that a name means where it is written; both null when there is none.</summary>
    public (int? Task, int? Group) Find(string name, string? inGroup)
    {
        foreach (var prefix in Around(inGroup).Select(g => g.GroupId + ".").Append(""))
        {
            if (_tasks.TryGetValue(prefix + name, out var task))
            {
                return (task, null);
            }

            if (_groupIds.TryGetValue(prefix + name, out var group))
            {
                return (null, group);
            }
        }

        return (null, null);
    }

    private static string Prefixed(string id, TaskGroupDefinition? group) =>
        group is { PrefixGroupId: true } && id.Length > 0 && !id.StartsWith(group.GroupId + ".", StringComparison.Ordinal) ? $"{group.GroupId}.{id}" : id;

    private TaskGroupDefinition? FindGroup(string? id) => id is null ? null
        : _groupIds.TryGetValue(id, out var index) ? _groups[index]
        : _groups.Find(g => g.GroupId == id || g.GroupId.EndsWith("." + id, StringComparison.Ordinal));

    /// <summary>Gives a group its full id; groups that lie in each other keep what is written, which validation reports. Whether it could.</summary>
    private bool NameGroup(int index, bool?[] named)
    {
        if (named[index] is { } known)
        {
            return known;
        }

        // False while it is being named: whoever comes back to it lies in itself.
        named[index] = false;
        var written = _groups[index];
        var around = written.Group is null ? -1 : _groups.FindIndex(g => g.GroupId == written.Group);
        if (around >= 0 && !NameGroup(around, named))
        {
            return false;
        }

        if (around >= 0)
        {
            _groups[index] = written with { GroupId = Prefixed(written.GroupId, _groups[around]), Group = _groups[around].GroupId };
        }

        named[index] = true;
        return true;
    }
}
