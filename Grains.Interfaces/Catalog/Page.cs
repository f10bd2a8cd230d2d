namespace Orrery.Grains.Interfaces.Catalog;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
[GenerateSerializer, Immutable, Alias("orrery.page`1")]
public sealed record Page<T>
{
    /// <summary>The items of the page.</summary>
    [Id(0)] public required ImmutableArray<T> Items { get; init; }

    /// <summary>Where the next page begins; null on the last.</summary>
    [Id(1)] public string? NextCursor { get; init; }

    /// <summary>How many items the whole list has, where it was asked for. Above 10,000: one more than what was skipped and shown, at least.</summary>
    [Id(2)] public long? Total { get; init; }
}

/// <summary>Which part of a list.</summary>
[GenerateSerializer, Immutable, Alias("orrery.list_query")]
public sealed record ListQuery
{
    /// <summary>Part of an id to search for; null: all.</summary>
    [Id(0)] public string? Search { get; init; }

    /// <summary>Only those of this DAG; null: all.</summary>
    [Id(1)] public string? DagId { get; init; }

    /// <summary>Only those in these states, by wire name; empty: all.</summary>
    [Id(2)] public ImmutableArray<string> States { get; init; } = [];

    /// <summary>How many items: 1 to 1,000, default 100.</summary>
    [Id(3)] public int Limit { get; init; } = 100;

    /// <summary><see cref="Page{T}.NextCursor"/> of the page before; null: the first page.</summary>
    [Id(4)] public string? Cursor { get; init; }
}
