using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Client;

/// <summary>Bundles: where DAGs come from. Answers come when what they say is durable.</summary>
public interface IBundleClient
{
    /// <summary>All bundles, by name.</summary>
    Task<ImmutableArray<BundleInfo>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>One bundle; null when there is none.</summary>
    Task<BundleInfo?> GetAsync(string bundle, CancellationToken cancellationToken = default);

    /// <summary>Where the host of a bundle's repository tells that there is something new, and what it signs that with.</summary>
    Task<WebhookInfo> GetWebhookAsync(string bundle, CancellationToken cancellationToken = default);

    /// <summary>Adds a bundle, or says that its files come from elsewhere now, and begins to look at it.</summary>
    Task<ActionResult> AddAsync(string bundle, BundleSettings settings, CancellationToken cancellationToken = default);

    /// <summary>Reads a part of a bundle and makes it live, or says what that would do.</summary>
    Task<ParseReport> ParsePathAsync(string bundle, ParsePath request, CancellationToken cancellationToken = default);

    /// <summary>Replaces the files of a bundle whose files are pushed, or says what that would do.</summary>
    Task<ParseReport> DeployAsync(string bundle, Deploy request, CancellationToken cancellationToken = default);

    /// <summary>Adds DAG documents to a bundle whose files are pushed, or says what that would do.</summary>
    Task<ParseReport> SubmitDocumentsAsync(string bundle, SubmitDocuments request, CancellationToken cancellationToken = default);

    /// <summary>Takes DAGs out of service until their files change; answers the ids of those that were in service.</summary>
    Task<ImmutableArray<string>> DeactivateDagsAsync(string bundle, ImmutableArray<string> dagIds, CancellationToken cancellationToken = default);

    /// <summary>Takes all DAGs of a file or folder out of service; answers the ids of those that were in service.</summary>
    Task<ImmutableArray<string>> DeactivatePathAsync(string bundle, string path, CancellationToken cancellationToken = default);

    /// <summary>Takes a bundle with all its DAGs out of service, or puts it back.</summary>
    Task<ActionResult> SetActiveAsync(string bundle, bool isActive, CancellationToken cancellationToken = default);
}
