using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Client.Http.Wire;

/// <summary>Tasks, edges and groups of a version.</summary>
internal sealed record StructureWire(string[] TaskIds, int[][] Upstream, string[] Operators, TaskGroupWire[] Groups, int[] GroupOf)
{
    public static StructureWire Of(DagStructure structure) => new(
        [.. structure.TaskIds],
        [.. structure.Upstream.Select(u => u.ToArray())],
        [.. structure.Operators],
        [.. structure.Groups.Select(g => new TaskGroupWire(g.GroupId, g.Parent))],
        [.. structure.GroupOf]);

    public DagStructure ToStructure() => new()
    {
        TaskIds = [.. TaskIds],
        Upstream = [.. Upstream.Select(u => u.ToImmutableArray())],
        Operators = [.. Operators],
        Groups = [.. Groups.Select(g => new TaskGroupInfo(g.GroupId, g.Parent))],
        GroupOf = [.. GroupOf],
    };
}

/// <summary>A group of tasks, and the place of the one it lies in; −1: in none.</summary>
internal sealed record TaskGroupWire(string GroupId, int Parent);
