namespace Orrery.Grains.Interfaces.Bundles;

/// <summary>Drives the ingestion of one bundle. Key: the bundle's name.</summary>
[Alias("orrery.IBundleParserGrain")]
public interface IBundleParserGrain : IGrainWithStringKey
{
    /// <summary>
    /// Reads what has changed in the bundle and makes it live; the answer comes when that is durable. From the first call on the bundle is
    /// looked at again at every scan interval. Takes as long as the bundle is large; given up after 5 minutes, while the reading goes on.
    /// </summary>
    /// <param name="force">Also files that look unchanged.</param>
    [Alias("Parse"), ResponseTimeout("00:05:00")]
    Task<ParseReport> ParseAsync(bool force);
}

/// <summary>What came of reading a bundle.</summary>
[GenerateSerializer, Immutable, Alias("orrery.parse_report")]
public sealed record ParseReport
{
    /// <summary>Files found.</summary>
    [Id(0)] public int FilesSeen { get; init; }

    /// <summary>Files read because they are new or changed.</summary>
    [Id(1)] public int FilesParsed { get; init; }

    /// <summary>What was made live by this call.</summary>
    [Id(2)] public ImmutableArray<Dags.PublishResult> Published { get; init; } = [];

    /// <summary>Ids of the DAGs that were taken out of service.</summary>
    [Id(3)] public ImmutableArray<string> Deactivated { get; init; } = [];

    /// <summary>Every error, a sentence each with its place; the versions before stay live.</summary>
    [Id(4)] public ImmutableArray<string> Errors { get; init; } = [];
}
