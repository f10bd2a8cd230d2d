namespace Orrery.Grains.Interfaces.Catalog;

/// <summary>Tells lists what has changed, so that they need not poll. Key: <c>all</c>.</summary>
[Alias("orrery.IFeedGrain")]
public interface IFeedGrain : IGrainWithStringKey
{
    /// <summary>Passes notices on to everybody who watches; what a slow watcher has not read yet is merged.</summary>
    [AlwaysInterleave, OneWay, Alias("Publish")]
    Task PublishAsync(ImmutableArray<ChangeNotice> notices);

    /// <summary>Notices as they come, merged, at most ten batches a second.</summary>
    [AlwaysInterleave, Alias("Watch")]
    IAsyncEnumerable<ImmutableArray<ChangeNotice>> WatchAsync(CancellationToken cancellationToken = default);
}

/// <summary>Something about a DAG or a run has changed; read it again.</summary>
[GenerateSerializer, Immutable, Alias("orrery.change_notice")]
public sealed record ChangeNotice
{
    /// <summary>Id of the DAG; empty: a bundle's import errors.</summary>
    [Id(0)] public required string DagId { get; init; }

    /// <summary>Id of the run; null: the DAG itself.</summary>
    [Id(1)] public string? RunId { get; init; }

    /// <summary>Whether more has changed than could be told: read everything again. DAG and run mean nothing then.</summary>
    [Id(2)] public bool IsResync { get; init; }

    /// <summary>Everything is to be read again.</summary>
    public static ChangeNotice Resync { get; } = new() { DagId = "", IsResync = true };
}
