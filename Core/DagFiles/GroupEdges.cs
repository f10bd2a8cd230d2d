using Orrery.Core.Dags;
using Orrery.Core.Mapping;

namespace Orrery.Core.DagFiles;

/// <summary>
/// From what is written to a flat list of tasks: full ids, and edges to and from groups as edges to their roots and from their leaves.
/// </summary>
internal sealed class GroupEdges
{
    private readonly IReadOnlyList<WrittenGroup> _written;
    private readonly IReadOnlyList<TaskDefinition> _tasks;
    private readonly GroupNames _names;
    private readonly List<int>[] _members;
    private readonly List<int>[] _around;
    private readonly List<int>?[] _leaves;

    private GroupEdges(IReadOnlyList<WrittenGroup> written, IReadOnlyList<TaskDefinition> tasks)
    {
        _written = written;
        _tasks = tasks;
        _names = new GroupNames(written, tasks);
        _members = [.. written.Select(_ => new List<int>())];
        _leaves = new List<int>?[written.Count];
        var index = _names.Groups.Select((g, i) => (g, i)).GroupBy(x => x.g.GroupId, StringComparer.Ordinal).ToDictionary(x => x.Key, x => x.First().i, StringComparer.Ordinal);
        _around = [.. tasks.Select((_, t) => _names.Around(_names.GroupOf(t)).Select(g => index[g.GroupId]).Distinct().ToList())];
        for (var task = 0; task < tasks.Count; task++)
        {
            foreach (var group in _around[task])
            {
                _members[group].Add(task);
            }
        }
    }

    /// <summary>The DAG with its groups and with full ids in place of short ones.</summary>
    public static DagDefinition Resolve(DagDefinition dag, IReadOnlyList<WrittenGroup> groups, IReadOnlyList<TaskDefinition> tasks)
    {
        if (groups.Count == 0 && tasks.All(t => t.Expand is null && t.Group is null))
        {
            return dag with { Tasks = tasks };
        }

        var edges = new GroupEdges(groups, tasks);
        return dag with
        {
            TaskGroups = [.. edges._names.Groups.Select(g => g.Expand is null ? g : g with { Expand = edges.WithFullIds(g.Expand, g.Group) })],
            Tasks = [.. tasks.Select((_, i) => edges.Resolve(i))],
        };
    }

    private TaskDefinition Resolve(int task)
    {
        var definition = _tasks[task];
        var group = _names.GroupOf(task);
        var expand = definition.Expand is null ? null : WithFullIds(definition.Expand, group);
        var upstream = new List<string>();
        Add(upstream, definition.DependsOn, group, task);
        Add(upstream, expand is null ? [] : Known(ExpandReferences.TasksOf(expand), group, task), group, task);
        foreach (var around in _around[task].Where(g => IsRoot(task, g)))
        {
            Add(upstream, GroupUpstream(around), _names.Groups[around].Group, task);
        }

        return definition with { TaskId = _names.TaskIds[task], Group = group, DependsOn = upstream, Expand = expand };
    }

    /// <summary>What the roots of a group depend on: what the group does, and what it is expanded over.</summary>
    private IEnumerable<string> GroupUpstream(int group) => _written[group].DependsOn.Concat(
        _written[group].Definition.Expand is { } expand ? Known(ExpandReferences.TasksOf(expand), _names.Groups[group].Group, task: -1) : []);

    /// <summary>Names of other tasks; those nobody knows are reported where they are written, not as dependencies.</summary>
    private IEnumerable<string> Known(IEnumerable<string> names, string? inGroup, int task) =>
        names.Where(name => _names.Find(name, inGroup).Task is { } found && found != task);

    private void Add(List<string> upstream, IEnumerable<string> names, string? inGroup, int task)
    {
        foreach (var name in names)
        {
            // A name nobody knows, or of a group the task lies in, stays as it is written; validation reports it.
            var found = _names.Find(name, inGroup) switch
            {
                ({ } other, _) => [_names.TaskIds[other]],
                (_, { } group) when !_around[task].Contains(group) => [.. Leaves(group).Select(l => _names.TaskIds[l])],
                _ => (string[])[name],
            };
            upstream.AddRange(found.Where(id => !upstream.Contains(id, StringComparer.Ordinal)));
        }
    }

    /// <summary>Whether a task of a group has nothing upstream in it.</summary>
    private bool IsRoot(int task, int group) => !UpstreamIn(task, group).Any();

    /// <summary>The tasks of a group on which one of its tasks depends, directly or through groups inside it.</summary>
    private IEnumerable<int> UpstreamIn(int task, int group)
    {
        var inGroup = _names.GroupOf(task);
        var own = _tasks[task].Expand is { } expand ? _tasks[task].DependsOn.Concat(ExpandReferences.TasksOf(expand)) : _tasks[task].DependsOn;
        foreach (var upstream in own.SelectMany(name => TasksIn(name, inGroup, task, group)))
        {
            yield return upstream;
        }

        foreach (var inner in _around[task].Where(g => IsInside(g, group) && IsRoot(task, g)))
        {
            foreach (var upstream in GroupUpstream(inner).SelectMany(name => TasksIn(name, _names.Groups[inner].Group, task, group)))
            {
                yield return upstream;
            }
        }
    }

    private List<int> TasksIn(string name, string? inGroup, int task, int group) => _names.Find(name, inGroup) switch
    {
        ({ } other, _) => other != task && _around[other].Contains(group) ? [other] : [],
        (_, { } inner) when IsInside(inner, group) && !_around[task].Contains(inner) => Leaves(inner),
        _ => [],
    };

    /// <summary>The tasks of a group that whatever depends on the group depends on: those without downstream in it; teardowns hold nobody up.</summary>
    private List<int> Leaves(int group)
    {
        if (_leaves[group] is { } known)
        {
            return known;
        }

        // Groups that lie in each other end here; validation reports them.
        _leaves[group] = [];
        // Callbacks answer for their tasks and hold nobody up either.
        var members = _members[group].Where(t => _tasks[t].Kind != TaskKind.Callback).ToList();
        var upstream = members.ToDictionary(t => t, t => UpstreamIn(t, group).ToList());
        var hasDownstream = upstream.Values.SelectMany(u => u).ToHashSet();
        var leaves = new List<int>();
        var seen = new HashSet<int>();
        var next = new Queue<int>(members.Where(t => !hasDownstream.Contains(t)));
        while (next.TryDequeue(out var task))
        {
            if (!seen.Add(task))
            {
                continue;
            }

            if (_tasks[task].Kind != TaskKind.Teardown)
            {
                leaves.Add(task);
                continue;
            }

            foreach (var parent in upstream[task].Where(p => _tasks[p].Kind != TaskKind.Setup))
            {
                next.Enqueue(parent);
            }
        }

        leaves.Sort();
        return _leaves[group] = leaves;
    }

    private bool IsInside(int inner, int outer) =>
        inner != outer && _names.Around(_names.Groups[inner].Group).Any(g => g.GroupId == _names.Groups[outer].GroupId);

    private ExpandDefinition WithFullIds(ExpandDefinition definition, string? inGroup) => definition switch
    {
        ExpandDefinition.Arguments arguments => new ExpandDefinition.Arguments([.. arguments.Items.Select(a => a with { Input = WithFullIds(a.Input, inGroup) })]),
        ExpandDefinition.ArgumentSets sets => new ExpandDefinition.ArgumentSets(WithFullIds(sets.Input, inGroup)),
        _ => definition,
    };

    private ExpandInput WithFullIds(ExpandInput input, string? inGroup) => input switch
    {
        ExpandInput.XCom xcom when _names.Find(xcom.TaskId, inGroup) is ({ } task, _) => xcom with { TaskId = _names.TaskIds[task] },
        ExpandInput.Zip zip => zip with { Inputs = [.. zip.Inputs.Select(i => WithFullIds(i, inGroup))] },
        ExpandInput.Concat concat => new ExpandInput.Concat([.. concat.Inputs.Select(i => WithFullIds(i, inGroup))]),
        ExpandInput.Map map => map with { Input = WithFullIds(map.Input, inGroup) },
        _ => input,
    };
}
