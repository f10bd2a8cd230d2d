using Orrery.Dashboard.Views.Dags;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Views.Grid;

/// <summary>
/// The rows of a grid: groups and tasks of the newest version by level, as people read a run; then the tasks that only older runs have.
/// Tasks are numbered as they follow each other in the rows; the cells of a column are in that order.
/// </summary>
public sealed class TaskTree
{
    /// <summary>What stands above the tasks that are gone.</summary>
    public const string GoneHeading = "Not in the current version";

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);

    private TaskTree(IReadOnlyList<GridRow> rows)
    {
        // A task that is gone may have the id of a group that is there now: the group goes by it.
        Rows = rows;
        foreach (var (at, row) in rows.Index().Where(r => r.Item.Kind != GridRowKind.Heading))
        {
            _rows.TryAdd(row.Id, at);
        }

        foreach (var row in rows.Where(r => r.IsTask))
        {
            _places[row.Id] = _places.Count;
        }
    }

    /// <summary>All rows, top to bottom.</summary>
    public IReadOnlyList<GridRow> Rows { get; }

    /// <summary>Number of rows that are tasks.</summary>
    public int TaskCount => _places.Count;

    /// <summary>The tree of a DAG.</summary>
    /// <param name="newest">The newest version.</param>
    /// <param name="older">Ids of tasks that older runs have, in the order in which those that are gone are listed; may hold present ones, and any twice.</param>
    public static TaskTree Of(DagStructure newest, IEnumerable<string> older)
    {
        var rows = new List<GridRow>(newest.TaskIds.Length + newest.Groups.Length);
        AddLevel(rows, newest);
        var present = newest.TaskIds.ToHashSet(StringComparer.Ordinal);
        var gone = older.Where(present.Add).ToList();
        if (gone.Count > 0)
        {
            rows.Add(new GridRow(GridRowKind.Heading, GoneHeading, GoneHeading, 0));
            rows.AddRange(gone.Select(id => new GridRow(GridRowKind.Gone, id, id, 1)));
        }

        return new TaskTree(rows);
    }

    /// <summary>The place of a task among the tasks; false when no row is about it.</summary>
    public bool TryPlaceOf(string taskId, out int place) => _places.TryGetValue(taskId, out place);

    /// <summary>Index of the row of a task or group; false when there is none.</summary>
    public bool TryRowOf(string id, out int row) => _rows.TryGetValue(id, out row);

    /// <summary>Places of the tasks in a group; of a task its own.</summary>
    /// <param name="row">Index of the row.</param>
    public Range PlacesIn(int row)
    {
        var end = row + 1;
        while (end < Rows.Count && Rows[end].Depth > Rows[row].Depth)
        {
            end++;
        }

        var first = Rows.Take(row).Count(r => r.IsTask);
        return first..(first + Rows.Skip(row).Take(end - row).Count(r => r.IsTask));
    }

    /// <summary>For each task of a version its place here, −1 for those that no row is about.</summary>
    public int[] PlacesOf(DagStructure structure) => [.. structure.TaskIds.Select(id => _places.GetValueOrDefault(id, -1))];

    // A group stands where its first task would: at the lowest level in it, there at the place of its first task.
    private static void AddLevel(List<GridRow> rows, DagStructure structure)
    {
        var groups = structure.Groups.Length;
        var levels = TaskLevels.Of(structure);
        var children = new List<Node>?[groups + 1];
        var first = Enumerable.Repeat((Level: int.MaxValue, Task: int.MaxValue), groups).ToArray();
        for (var task = 0; task < levels.Length; task++)
        {
            var group = structure.GroupOf.IsDefaultOrEmpty ? -1 : structure.GroupOf[task];
            (children[group + 1] ??= []).Add(new Node(IsGroup: false, task, levels[task], task));
            for (; group >= 0; group = structure.Groups[group].Parent)
            {
                first[group] = Earlier(first[group], (levels[task], task));
            }
        }

        for (var group = 0; group < groups; group++)
        {
            if (first[group].Task < int.MaxValue)
            {
                (children[structure.Groups[group].Parent + 1] ??= []).Add(new Node(IsGroup: true, group, first[group].Level, first[group].Task));
            }
        }

        // With a stack of its own: groups may be nested as deep as somebody likes.
        var pending = new Stack<(Node Node, string Prefix, int Depth)>();
        Push(pending, children[0], "", 0);
        while (pending.TryPop(out var next))
        {
            var (node, prefix, depth) = next;
            var id = node.IsGroup ? structure.Groups[node.Index].GroupId : structure.TaskIds[node.Index];
            var label = id.Length > prefix.Length && id.StartsWith(prefix, StringComparison.Ordinal) ? id[prefix.Length..] : id;
            rows.Add(new GridRow(node.IsGroup ? GridRowKind.Group : GridRowKind.Task, id, label, depth));
            if (node.IsGroup)
            {
                Push(pending, children[node.Index + 1], id + ".", depth + 1);
            }
        }
    }

    private static (int Level, int Task) Earlier((int Level, int Task) one, (int Level, int Task) other) => one.CompareTo(other) <= 0 ? one : other;

    private static void Push(Stack<(Node Node, string Prefix, int Depth)> pending, List<Node>? children, string prefix, int depth)
    {
        foreach (var child in (children ?? []).OrderByDescending(c => c.Level).ThenByDescending(c => c.FirstTask))
        {
            pending.Push((child, prefix, depth));
        }
    }

    private readonly record struct Node(bool IsGroup, int Index, int Level, int FirstTask);
}
