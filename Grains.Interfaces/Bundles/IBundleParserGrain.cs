using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Bundles;

/// <summary>
/// Drives the parser of one bundle, one call after the other. Key: the bundle's name. Everything an answer says is durable. A call takes as
/// long as the bundle is large, and is given up after 5 minutes, while the reading goes on.
/// </summary>
[Alias("orrery.IBundleParserGrain")]
public interface IBundleParserGrain : IGrainWithStringKey
{
    /// <summary>
    /// Begins to look at the bundle as its parser wants it: for most parsers reads what has changed and makes it live, file by file, before this
    /// answers. From the first call of any kind on, the parser goes on by itself.
    /// </summary>
    [Alias("Start"), ResponseTimeout("00:05:00")]
    Task<ParseReport> StartAsync();

    /// <summary>
    /// Fetches the bundle, reads what has changed and makes it live: file by file, whatever is wrong with others.
    /// </summary>
    /// <param name="force">Also files that look unchanged.</param>
    [Alias("Parse"), ResponseTimeout("00:05:00")]
    Task<ParseReport> ParseAsync(bool force);

    /// <summary>Reads a part of the bundle and makes it live, or says what that would do.</summary>
    [Alias("ParsePath"), ResponseTimeout("00:05:00")]
    Task<ParseReport> ParsePathAsync(ParsePath request);

    /// <summary>Replaces the files of a bundle whose files are pushed, and makes them live, or says what that would do. A bundle that is not there is made.</summary>
    [Alias("Deploy"), ResponseTimeout("00:05:00")]
    Task<ParseReport> DeployAsync(Deploy request);

    /// <summary>Adds DAG documents to a bundle whose files are pushed, each as a file of its own, or replaces them.</summary>
    [Alias("SubmitDocuments"), ResponseTimeout("00:05:00")]
    Task<ParseReport> SubmitDocumentsAsync(SubmitDocuments request);

    /// <summary>Takes DAGs of the bundle out of service until their files change; answers the ids of those that were in service.</summary>
    [Alias("DeactivateDags"), ResponseTimeout("00:05:00")]
    Task<ImmutableArray<string>> DeactivateDagsAsync(ImmutableArray<string> dagIds, string actor = "api");

    /// <summary>Takes all DAGs of a file or folder of the bundle out of service; empty: of the bundle. Answers their ids.</summary>
    [Alias("DeactivateSubpath"), ResponseTimeout("00:05:00")]
    Task<ImmutableArray<string>> DeactivateSubpathAsync(string path, string actor = "api");

    /// <summary>Takes the bundle with all its DAGs out of service; nothing of them is lost.</summary>
    [Alias("DeactivateBundle"), ResponseTimeout("00:05:00")]
    Task<ActionResult> DeactivateBundleAsync(string actor = "api");

    /// <summary>Something may have changed: look soon instead of at the next interval.</summary>
    [AlwaysInterleave, Alias("Nudge")]
    Task NudgeAsync();
}
