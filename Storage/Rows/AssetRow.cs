using Orrery.Core.Assets;

namespace Orrery.Storage.Rows;

/// <summary>An asset. Key: URI.</summary>
public sealed record AssetRow : FencedRow
{
    /// <summary>Its URI.</summary>
    public required string Uri { get; init; }

    /// <summary>Its number for the API; follows from the URI.</summary>
    public required long AssetId { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its group.</summary>
    public required string Group { get; init; }

    /// <summary>What else was said of it, as a JSON object.</summary>
    public string ExtraJson { get; init; } = "{}";

    /// <summary>Whether some DAG mentions it, and nothing contradicts it.</summary>
    public bool IsActive { get; init; }

    /// <summary>Why it is not active, or what contradicts it; null: nothing does.</summary>
    public string? Problem { get; init; }

    /// <summary>Id of its newest event; 0: it had none.</summary>
    public long LastEventId { get; init; }

    /// <summary>Moment of its newest event.</summary>
    public DateTimeOffset? LastEventAt { get; init; }

    /// <summary>Up to this event every DAG that waits for the asset has heard of its news.</summary>
    public long SpreadEventId { get; init; }

    /// <summary>When it was first seen.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When what is said of it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>What part an asset or alias plays for a DAG. The numbers are stored: never renumber, only append.</summary>
public enum AssetRole : byte
{
    /// <summary>The DAG waits for its news.</summary>
    Schedule = 0,

    /// <summary>A task reads it.</summary>
    Inlet = 1,

    /// <summary>A task writes it.</summary>
    Outlet = 2,
}

/// <summary>A mention of an asset or alias by a DAG. Key: DAG, kind, target, role and task.</summary>
public sealed record AssetReferenceRow : StoreRow
{
    /// <summary>Id of the DAG.</summary>
    public required string DagId { get; init; }

    /// <summary>Whether it names an asset or an alias.</summary>
    public required AssetRefKind Kind { get; init; }

    /// <summary>URI of the asset, or name of the alias.</summary>
    public required string Target { get; init; }

    /// <summary>What part it plays.</summary>
    public required AssetRole Role { get; init; }

    /// <summary>Id of the task; empty for the schedule.</summary>
    public required string TaskId { get; init; }

    /// <summary>The name the DAG gives it.</summary>
    public required string Name { get; init; }

    /// <summary>The group the DAG puts it in.</summary>
    public required string Group { get; init; }

    /// <summary>What else the DAG says of it, as a JSON object.</summary>
    public required string ExtraJson { get; init; }

    /// <summary>Since when the DAG mentions it; kept by an update.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Takes a mention away.</summary>
/// <param name="DagId">Id of the DAG.</param>
/// <param name="Kind">Whether it names an asset or an alias.</param>
/// <param name="Target">URI of the asset, or name of the alias.</param>
/// <param name="Role">What part it played.</param>
/// <param name="TaskId">Id of the task; empty for the schedule.</param>
public sealed record AssetReferenceRemoval(string DagId, AssetRefKind Kind, string Target, AssetRole Role, string TaskId) : StoreRow;

/// <summary>An asset an alias was resolved to. Key: alias and URI. A second write is nothing.</summary>
public sealed record AssetAliasRow : StoreRow
{
    /// <summary>Name of the alias.</summary>
    public required string Alias { get; init; }

    /// <summary>URI of the asset.</summary>
    public required string Uri { get; init; }

    /// <summary>When it was first resolved so; kept by an update.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
