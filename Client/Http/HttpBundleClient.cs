using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Orrery.Client.Http.Wire;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Client.Http;

/// <summary>Bundles, over the REST API.</summary>
/// <param name="api">Sends the requests.</param>
internal sealed class HttpBundleClient(ApiConnection api) : IBundleClient
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<BundleInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        [.. (await api.GetRequiredAsync(ApiPaths.Bundles, OrreryJson.Wire.BundleCollectionWire, cancellationToken)).Bundles.Select(b => b.ToInfo())];

    /// <inheritdoc/>
    public async Task<BundleInfo?> GetAsync(string bundle, CancellationToken cancellationToken = default) =>
        Problem(bundle) is null ? (await api.GetAsync(ApiPaths.Bundle(bundle), OrreryJson.Wire.BundleWire, cancellationToken))?.ToInfo() : null;

    /// <inheritdoc/>
    public async Task<WebhookInfo> GetWebhookAsync(string bundle, CancellationToken cancellationToken = default)
    {
        var problem = Problem(bundle);
        var webhook = problem is null ? await api.GetAsync($"{ApiPaths.Bundle(bundle)}/webhook", OrreryJson.Wire.WebhookWire, cancellationToken) : null;
        return webhook is null
            ? new WebhookInfo { Outcome = ActionResult.Refuse(ActionStatus.NotFound, problem ?? $"There is no bundle '{bundle}'.") }
            : new WebhookInfo { Outcome = ActionResult.Done, Path = webhook.Path, Secret = webhook.Secret };
    }

    /// <inheritdoc/>
    public Task<ActionResult> AddAsync(string bundle, BundleSettings settings, CancellationToken cancellationToken = default) => ChangeAsync(
        HttpMethod.Post,
        ApiPaths.Bundles,
        new JsonObject
        {
            ["name"] = bundle,
            ["backend"] = settings.Backend,
            ["location"] = settings.Location,
            ["ref"] = settings.Ref,
            ["subdirectory"] = settings.Subdirectory,
            ["username"] = settings.Username,
            ["token_env"] = settings.TokenEnv,
            ["token_file"] = settings.TokenFile,
            ["ssh_key"] = settings.SshKey,
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<ParseReport> ParsePathAsync(string bundle, ParsePath request, CancellationToken cancellationToken = default) => ReportAsync(
        bundle,
        "parsePath",
        new JsonObject
        {
            ["path"] = request.Path,
            ["dry_run"] = request.DryRun,
            ["partial"] = request.Partial,
            ["deactivate_removed"] = request.DeactivateRemoved,
            ["force"] = request.Force,
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<ParseReport> DeployAsync(string bundle, Deploy request, CancellationToken cancellationToken = default)
    {
        if (Problem(bundle) is { } problem)
        {
            return ParseReport.Of(problem);
        }

        using var content = new ByteArrayContent(request.Archive);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var path = ApiPaths.WithQuery($"{ApiPaths.Bundle(bundle)}/deploy", ("dry_run", request.DryRun ? "true" : null), ("partial", request.Partial ? "true" : null));
        return ReportOf(await api.SendContentAsync(HttpMethod.Post, path, content, OrreryJson.Wire.ParseReportWire, cancellationToken));
    }

    /// <inheritdoc/>
    public Task<ParseReport> SubmitDocumentsAsync(string bundle, SubmitDocuments request, CancellationToken cancellationToken = default) => ReportAsync(
        bundle,
        "documents",
        new JsonObject
        {
            ["documents"] = new JsonArray([.. request.Documents.Select(d => JsonNode.Parse(d))]),
            ["dry_run"] = request.DryRun,
            ["partial"] = request.Partial,
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> DeactivateDagsAsync(string bundle, ImmutableArray<string> dagIds, CancellationToken cancellationToken = default) =>
        DeactivateAsync(bundle, new JsonObject { ["dag_ids"] = new JsonArray([.. dagIds.Select(d => JsonValue.Create(d))]) }, cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> DeactivatePathAsync(string bundle, string path, CancellationToken cancellationToken = default) =>
        DeactivateAsync(bundle, new JsonObject { ["path"] = path }, cancellationToken);

    /// <inheritdoc/>
    public async Task<ActionResult> SetActiveAsync(string bundle, bool isActive, CancellationToken cancellationToken = default) =>
        Problem(bundle) is { } problem
            ? ActionResult.Refuse(ActionStatus.NotFound, problem)
            : await ChangeAsync(HttpMethod.Patch, ApiPaths.Bundle(bundle), new JsonObject { ["is_active"] = isActive }, cancellationToken);

    private static string? Problem(string bundle) => Ids.Problem(IdKind.Name, bundle);

    private static ParseReport ReportOf(ApiAnswer<ParseReportWire> answer) =>
        answer.Value?.ToReport() ?? new ParseReport { Errors = HttpOrreryClient.ResultOf(answer.Refusal).Problems, IsRejected = true };

    private async Task<ActionResult> ChangeAsync(HttpMethod method, string path, JsonObject body, CancellationToken cancellationToken) =>
        HttpOrreryClient.ResultOf((await api.SendAsync(method, path, HttpOrreryClient.ToText(body), OrreryJson.Wire.BundleWire, cancellationToken)).Refusal);

    private async Task<ParseReport> ReportAsync(string bundle, string verb, JsonObject body, CancellationToken cancellationToken) => Problem(bundle) is { } problem
        ? ParseReport.Of(problem)
        : ReportOf(await api.SendAsync(HttpMethod.Post, $"{ApiPaths.Bundle(bundle)}/{verb}", HttpOrreryClient.ToText(body), OrreryJson.Wire.ParseReportWire, cancellationToken));

    private async Task<ImmutableArray<string>> DeactivateAsync(string bundle, JsonObject body, CancellationToken cancellationToken)
    {
        if (Problem(bundle) is not null)
        {
            return [];
        }

        var answer = await api.SendAsync(HttpMethod.Post, $"{ApiPaths.Bundle(bundle)}/deactivate", HttpOrreryClient.ToText(body), OrreryJson.Wire.DeactivatedWire, cancellationToken);
        return answer.Value is { } value ? [.. value.Deactivated] : throw api.ToException(answer.Refusal!);
    }
}
