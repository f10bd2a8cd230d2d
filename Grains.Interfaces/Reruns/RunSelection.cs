namespace Orrery.Grains.Interfaces.Reruns;

/// <summary>The runs of a DAG that a request is about: those named, or those of a range of logical dates.</summary>
[GenerateSerializer, Immutable, Alias("orrery.run_selection")]
public sealed record RunSelection
{
    /// <summary>Ids of the runs; empty: those of the range.</summary>
    [Id(0)] public ImmutableArray<string> RunIds { get; init; } = [];

    /// <summary>Whether all runs with an earlier logical date than a named one are meant too.</summary>
    [Id(1)] public bool IncludePast { get; init; }

    /// <summary>Whether all runs with a later logical date than a named one are meant too.</summary>
    [Id(2)] public bool IncludeFuture { get; init; }

    /// <summary>The earliest logical date; null: from the first run.</summary>
    [Id(3)] public DateTimeOffset? From { get; init; }

    /// <summary>The latest logical date; null: to the last run.</summary>
    [Id(4)] public DateTimeOffset? To { get; init; }

    /// <summary>These runs.</summary>
    public static RunSelection Of(params ImmutableArray<string> runIds) => new() { RunIds = runIds };
}
