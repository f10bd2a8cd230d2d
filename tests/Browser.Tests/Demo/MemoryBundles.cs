using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Client.Testing;

/// <summary>Bundles in memory; writes down what it is asked for.</summary>
internal sealed class MemoryBundles : IBundleClient
{
    private readonly SortedDictionary<string, BundleInfo> _bundles = new(StringComparer.Ordinal);

    /// <summary>What was asked for, in words.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>What came of it.</summary>
    public ParseReport Report { get; set; } = new();

    /// <summary>The archive that was deployed last.</summary>
    public byte[]? Archive { get; private set; }

    public Task<ImmutableArray<BundleInfo>> ListAsync(CancellationToken cancellationToken = default) => Task.FromResult(_bundles.Values.ToImmutableArray());

    public Task<BundleInfo?> GetAsync(string bundle, CancellationToken cancellationToken = default) => Task.FromResult(_bundles.GetValueOrDefault(bundle));

    public Task<WebhookInfo> GetWebhookAsync(string bundle, CancellationToken cancellationToken = default) => Task.FromResult(_bundles.ContainsKey(bundle)
        ? new WebhookInfo { Outcome = ActionResult.Done, Path = $"/api/v2/bundles/{bundle}/webhook", Secret = "5ec4e7" }
        : new WebhookInfo { Outcome = ActionResult.Refuse(ActionStatus.NotFound, $"There is no bundle '{bundle}'.") });

    public Task<ActionResult> AddAsync(string bundle, BundleSettings settings, CancellationToken cancellationToken = default)
    {
        Requests.Add($"add {bundle} {settings.Backend} {settings.Location} {settings.Ref} {settings.Subdirectory}".TrimEnd());
        if (settings.Backend == "bad")
        {
            return Task.FromResult(ActionResult.Refuse(ActionStatus.Invalid, "There is no backend 'bad'."));
        }

        _bundles[bundle] = new BundleInfo { Name = bundle, Settings = settings, Parser = "StandardBundleParser", IsActive = true };
        return Task.FromResult(ActionResult.Done);
    }

    public Task<ParseReport> ParsePathAsync(string bundle, ParsePath request, CancellationToken cancellationToken = default) =>
        Say($"parse path {bundle} '{request.Path}' {Words(request.DryRun, request.Partial, request.Force)}{(request.DeactivateRemoved ? "" : " keep")}");

    public Task<ParseReport> DeployAsync(string bundle, Deploy request, CancellationToken cancellationToken = default)
    {
        Archive = request.Archive;
        return Say($"deploy {bundle} {Words(request.DryRun, request.Partial, force: false)}");
    }

    public Task<ParseReport> SubmitDocumentsAsync(string bundle, SubmitDocuments request, CancellationToken cancellationToken = default) =>
        Say($"submit {bundle} {string.Join('|', request.Documents)} {Words(request.DryRun, request.Partial, force: false)}");

    public Task<ImmutableArray<string>> DeactivateDagsAsync(string bundle, ImmutableArray<string> dagIds, CancellationToken cancellationToken = default)
    {
        Requests.Add($"deactivate {bundle} dags {string.Join(',', dagIds)}");
        return Task.FromResult(dagIds);
    }

    public Task<ImmutableArray<string>> DeactivatePathAsync(string bundle, string path, CancellationToken cancellationToken = default)
    {
        Requests.Add($"deactivate {bundle} path {path}");
        return Task.FromResult<ImmutableArray<string>>(["of_path"]);
    }

    public Task<ActionResult> SetActiveAsync(string bundle, bool isActive, CancellationToken cancellationToken = default)
    {
        Requests.Add($"set {bundle} active={isActive}");
        if (!_bundles.TryGetValue(bundle, out var info))
        {
            return Task.FromResult(ActionResult.Refuse(ActionStatus.NotFound, $"There is no bundle '{bundle}'."));
        }

        _bundles[bundle] = info with { IsActive = isActive };
        return Task.FromResult(ActionResult.Done);
    }

    private static string Words(bool dryRun, bool partial, bool force) => $"{(dryRun ? "dry " : "")}{(partial ? "partial " : "")}{(force ? "force" : "")}".Trim();

    private Task<ParseReport> Say(string request)
    {
        Requests.Add(request.TrimEnd());
        return Task.FromResult(Report);
    }
}
