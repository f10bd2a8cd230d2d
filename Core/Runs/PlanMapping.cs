using Orrery.Core.Dags;
using Orrery.Core.Mapping;
using Orrery.Core.Templating;

namespace Orrery.Core.Runs;

/// <summary>Which tasks of a DAG are expanded, over what, and whose instances look at each other by index; null for a DAG without mapping.</summary>
internal sealed class PlanMapping
{
    private readonly int[] _expansionOf;
    private readonly List<int>?[] _fed;
    private readonly bool[] _looksAtAll;

    private PlanMapping(DagDefinition dag, List<PlanExpansion> expansions)
    {
        Expansions = expansions;
        _expansionOf = new int[dag.Tasks.Count];
        Array.Fill(_expansionOf, -1);
        _fed = new List<int>?[dag.Tasks.Count];
        _looksAtAll = [.. dag.Tasks.Select(t => t.TriggerRule is TriggerRule.OneSuccess or TriggerRule.OneFailed or TriggerRule.OneDone)];
        for (var expansion = 0; expansion < expansions.Count; expansion++)
        {
            foreach (var task in expansions[expansion].Tasks)
            {
                _expansionOf[task] = expansion;
            }

            foreach (var input in expansions[expansion].Inputs)
            {
                (_fed[input] ??= []).Add(expansion);
            }
        }
    }

    /// <summary>The expansions.</summary>
    public IReadOnlyList<PlanExpansion> Expansions { get; }

    /// <summary>The expansion a task belongs to; −1 when it is not mapped.</summary>
    public int ExpansionOf(int task) => _expansionOf[task];

    /// <summary>The expansions that take an XCom of the task.</summary>
    public IReadOnlyList<int> FedBy(int task) => _fed[task] ?? [];

    /// <summary>Name of an expansion that goes through what this unmapped task returns; null when there is none.</summary>
    public string? ReturnsListFor(int task) => _expansionOf[task] >= 0 ? null : FedBy(task).Select(e => Expansions[e]).FirstOrDefault(e => e.ReturnValues.Contains(task))?.Name;

    /// <summary>Whether it is worth counting how the task's own instances stand.</summary>
    public bool Tallies(int task) => _expansionOf[task] >= 0 || _fed[task] is not null;

    /// <summary>Whether the tasks belong to one mapped group, so that an index means the same to both.</summary>
    public bool SharesIndex(int one, int other) =>
        _expansionOf[one] is >= 0 and var expansion && _expansionOf[other] == expansion && Expansions[expansion].IsGroup;

    /// <summary>
    /// Whether an instance of the lower task looks only at that instance of the upper one which has its index: they belong to one mapped
    /// group, and the lower one's rule is not of those that a single instance meets.
    /// </summary>
    public bool IsSameIndex(int upper, int lower) => SharesIndex(upper, lower) && !_looksAtAll[lower];

    /// <summary>Finds the expansions of a DAG.</summary>
    /// <exception cref="ArgumentException">An expansion takes the XCom of a task that does not exist, or lies in another one.</exception>
    public static PlanMapping? Build(DagDefinition dag, Dictionary<string, int> ordinals, PlanGroups planGroups)
    {
        var groups = dag.TaskGroups.ToDictionary(g => g.GroupId, StringComparer.Ordinal);
        var members = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var expansions = new List<PlanExpansion>();
        for (var task = 0; task < dag.Tasks.Count; task++)
        {
            var definition = dag.Tasks[task];
            var group = MappedGroupOf(definition.Group, groups);
            if (definition.Expand is { } expand)
            {
                expansions.Add(group is null
                    ? Expansion(dag, id => planGroups.FindTask(definition.Group, id, ordinals), expand, definition.TaskId, [task], isGroup: false)
                    : throw new ArgumentException($"Task '{definition.TaskId}' of DAG '{dag.DagId}' is mapped in the mapped group '{group}': take one expand away.", nameof(dag)));
            }
            else if (group is not null)
            {
                (members.TryGetValue(group, out var tasks) ? tasks : members[group] = []).Add(task);
            }
        }

        expansions.AddRange(members.Select(m => Expansion(
            dag, id => planGroups.FindTask(groups[m.Key].Group, id, ordinals), groups[m.Key].Expand!, m.Key, m.Value, isGroup: true)));
        return expansions.Count == 0 ? null : new PlanMapping(dag, expansions);
    }

    private static string? MappedGroupOf(string? group, Dictionary<string, TaskGroupDefinition> groups)
    {
        // A chain of groups is no longer than there are groups.
        for (var steps = 0; group is not null && steps <= groups.Count && groups.TryGetValue(group, out var definition); steps++)
        {
            if (definition.Expand is not null)
            {
                return group;
            }

            group = definition.Group;
        }

        return null;
    }

    private static PlanExpansion Expansion(
        DagDefinition dag, Func<string, int> find, ExpandDefinition definition, string name, List<int> tasks, bool isGroup)
    {
        var inputs = ExpandReferences.TasksOf(definition).Select(id => find(id) is >= 0 and var input
            ? input
            : throw new ArgumentException($"'{name}' of DAG '{dag.DagId}' is expanded over the XCom of '{id}', which does not exist: correct expand.", nameof(dag)));

        // Labels are made from the values, which only a run knows.
        var isLabelled = tasks.Exists(t => dag.Tasks[t].MapIndexTemplate is not null);
        var length = isLabelled ? null : ExpandReferences.LengthOf(definition);
        var returned = definition.Inputs.SelectMany(i => i.SelfAndParts()).OfType<ExpandInput.XCom>().Where(x => x.Key == XComKey.ReturnValue).Select(x => find(x.TaskId));
        return new PlanExpansion(definition, name, tasks, [.. inputs], [.. returned], length is <= ExpandLimits.MaxInstances ? (int)length : null, isGroup);
    }
}
