namespace Orrery.Grains.Interfaces.Search;

/// <summary>Which part of what was found, in which order.</summary>
[GenerateSerializer, Immutable, Alias("orrery.slice")]
public sealed record Slice
{
    /// <summary>What it is ordered by, as the REST API names it; null: the list's own order.</summary>
    [Id(0)] public string? Order { get; init; }

    /// <summary>Whether the order is turned round.</summary>
    [Id(1)] public bool Descending { get; init; }

    /// <summary>How many items: 1 to 1,000; of the task instances of one run any number. Default: 50.</summary>
    [Id(2)] public int Limit { get; init; } = 50;

    /// <summary>How many to skip: 0 (default) to 100,000. Every one costs; a cursor costs nothing.</summary>
    [Id(3)] public int Offset { get; init; }

    /// <summary><see cref="Catalog.Page{T}.NextCursor"/> of the page before; null: the first page.</summary>
    [Id(4)] public string? Cursor { get; init; }

    /// <summary>Whether <see cref="Catalog.Page{T}.Total"/> is wanted. Default: no, since counting costs.</summary>
    [Id(5)] public bool WithTotal { get; init; }
}
