namespace Orrery.Core.Dags;

/// <summary>A group of tasks: a prefix of their ids, a box in the graph and, if it is mapped, one expansion for all of them.</summary>
public sealed record TaskGroupDefinition
{
    /// <summary>The group's full id, which starts with that of the group it lies in; no task has the same id.</summary>
    public required string GroupId { get; init; }

    /// <summary>Full id of the group it lies in; null for one that lies in none.</summary>
    public string? Group { get; init; }

    /// <summary>Whether the ids of its tasks and groups start with its own. Default true.</summary>
    public bool PrefixGroupId { get; init; } = true;

    /// <summary>From what the group gets its instances: every task in it gets as many. Null (default): it is not mapped.</summary>
    public ExpandDefinition? Expand { get; init; }

    /// <summary>What the group is for, in words.</summary>
    public string? Description { get; init; }
}
