using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Identity;
using Orrery.Grains.Ingestion;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Runtime.Bundles;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Bundles;

/// <content>What others ask for, and get an answer about.</content>
public sealed partial class BundleParserGrain
{
    private const string DocumentFolder = "documents";
    private const int MaxAudited = 100;

    /// <inheritdoc/>
    public Task<ParseReport> StartAsync() => AskAsync(new PassRequest { IsStart = true });

    /// <inheritdoc/>
    public Task<ParseReport> ParseAsync(bool force) => AskAsync(new PassRequest { Force = force });

    /// <inheritdoc/>
    public async Task<ParseReport> ParsePathAsync(ParsePath request)
    {
        if (PathProblem(request.Path) is { } problem)
        {
            return ParseReport.Of(problem);
        }

        var path = request.Path.TrimEnd('/');
        var report = await AskAsync(new PassRequest
        {
            Path = path,
            DryRun = request.DryRun,
            AllOrNothing = !request.Partial,
            DeactivateRemoved = request.DeactivateRemoved,
            Force = request.Force,
        }, what: "parse_path", actor: request.Actor);
        return path.Length > 0 && !report.IsRejected && !report.IsPathKnown
            ? ParseReport.Of($"The bundle '{Bundle}' holds no file or folder '{path}'.")
            : report;
    }

    /// <inheritdoc/>
    public async Task<ParseReport> DeployAsync(Deploy request)
    {
        if (request.Archive.Length > Deploy.MaxArchiveBytes)
        {
            return ParseReport.Of($"The archive has {request.Archive.Length} bytes; at most {Deploy.MaxArchiveBytes} are taken. Move data out of the bundle, or name it in '.orreryignore'.");
        }

        if (await RefusePushAsync(mayCreate: !request.DryRun, request.Actor) is { } refused)
        {
            return refused;
        }

        try
        {
            await using var archive = await openArchive(request.Archive);
            return await AskAsync(new PassRequest { DryRun = request.DryRun, AllOrNothing = !request.Partial }, archive, "deploy_bundle", request.Actor);
        }
        catch (BundleException e)
        {
            return ParseReport.Of(e.Message);
        }
    }

    /// <inheritdoc/>
    public async Task<ParseReport> SubmitDocumentsAsync(SubmitDocuments request)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var problems = new List<string>();
        if (request.Documents.Length is 0 or > SubmitDocuments.MaxCount)
        {
            problems.Add($"{request.Documents.Length} documents were given; give 1 to {SubmitDocuments.MaxCount}.");
        }

        foreach (var (document, index) in request.Documents.Take(SubmitDocuments.MaxCount).Select((d, i) => (d, i)))
        {
            var (node, dagId) = Read(document);
            if (node is null || Ids.Problem(IdKind.Dag, dagId) is not null)
            {
                problems.Add($"Document {index}: {(node is null ? "it is no JSON object." : Ids.Problem(IdKind.Dag, dagId))}");
            }
            else if (!files.TryAdd($"{DocumentFolder}/{dagId}.yaml", Encoding.UTF8.GetBytes(DagDocuments.ToText(node))))
            {
                problems.Add($"Document {index}: DAG '{dagId}' is given twice.");
            }
        }

        if (problems.Count > 0)
        {
            return ParseReport.Of(problems[0]) with { Errors = [.. problems] };
        }

        if (await RefusePushAsync(mayCreate: !request.DryRun, request.Actor) is { } refused)
        {
            return refused;
        }

        var state = await StateAsync((await Settings.GetAsync())!);
        return await AskAsync(
            new PassRequest { Path = DocumentFolder, DryRun = request.DryRun, AllOrNothing = !request.Partial, DeactivateRemoved = false },
            new DocumentFiles(state.Snapshot, code, files, clock.GetUtcNow()),
            "submit_documents",
            request.Actor);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<string>> DeactivateDagsAsync(ImmutableArray<string> dagIds, string actor = "api")
    {
        if (await Settings.GetAsync() is not { } info)
        {
            return [];
        }

        var memory = (await StateAsync(info)).Memory;
        return await DeactivateAsync(
            actor, [.. dagIds.Distinct(StringComparer.Ordinal).Select(d => (DagId: d, File: memory.OwnerOf(d))).Where(d => d.File is not null).Select(d => (d.DagId, d.File!))]);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<string>> DeactivateSubpathAsync(string path, string actor = "api")
    {
        if (PathProblem(path) is not null || await Settings.GetAsync() is not { } info)
        {
            return [];
        }

        var covered = new PassRequest { Path = path.TrimEnd('/') };
        var memory = (await StateAsync(info)).Memory;
        return await DeactivateAsync(actor, [.. memory.Files.Where(f => covered.Covers(f.Key)).SelectMany(f => f.Value.DagIds.Select(d => (d, f.Key)))]);
    }

    /// <inheritdoc/>
    public async Task<ActionResult> DeactivateBundleAsync(string actor = "api")
    {
        // First, so that nothing comes back meanwhile; each step is harmless when repeated.
        var result = await Settings.SetActiveAsync(false, actor);
        if (result.Status == ActionStatus.Done)
        {
            await ForgetIntentionAsync();
            await DeactivateSubpathAsync("", actor);
            var state = await StateAsync((await Settings.GetAsync())!);
            foreach (var batch in state.Memory.Files.Keys.ToList().Chunk(500))
            {
                await store.CommitAsync([.. batch.SelectMany<string, StoreRow>(p => [new BundleFileRemoval(Bundle, p), new ImportErrorRemoval(Bundle, p)])]);
            }

            // Put back into service, all of it is read again.
            _state = null;
            _pause = null;
            notifier.Notice("");
        }

        return result;
    }

    private async Task<ImmutableArray<string>> DeactivateAsync(string actor, IReadOnlyList<(string DagId, string File)> which)
    {
        var taken = await dags.DeactivateDagsAsync(Bundle, which);
        if (!taken.IsEmpty)
        {
            await store.CommitAsync([BundleAudit.Row("deactivate_dags", actor, Bundle, clock, ("dag_ids", IdsOf(taken)))]);
        }

        return taken;
    }

    private async Task<ParseReport> AskAsync(PassRequest request, IBundleBackend? pushed = null, string? what = null, string actor = "api")
    {
        ParseReport report;
        try
        {
            report = await PassAsync(request, pushed);
        }
        catch (Exception) when (intention.RecordExists)
        {
            // It is not known how much of it was done: all of it will be.
            Arm(options.ScanInterval);
            throw;
        }

        Arm(_pause);
        if (what is not null && !request.DryRun)
        {
            await store.CommitAsync([
                BundleAudit.Row(
                    what, actor, Bundle, clock,
                    ("path", request.Path), ("snapshot", report.Snapshot), ("rejected", report.IsRejected), ("errors", report.Errors.Length),
                    ("new_releases", report.Published.Length), ("dag_ids", IdsOf(report.Published.Select(p => p.DagId))))]);
        }

        return report;
    }

    private static JsonArray IdsOf(IEnumerable<string> dagIds) => [.. dagIds.Take(MaxAudited)];

    /// <summary>Why files cannot be pushed to this bundle; null: they can, and there is one.</summary>
    private async Task<ParseReport?> RefusePushAsync(bool mayCreate, string actor)
    {
        if (await Settings.GetAsync() is { } info)
        {
            return info.Settings.Backend == BundleSettings.Archive
                ? null
                : ParseReport.Of($"The files of bundle '{Bundle}' come from {info.Settings.Location}: change them there, or deploy to a bundle of another name.");
        }

        if (!mayCreate)
        {
            return ParseReport.Of($"There is no bundle '{Bundle}' yet: add it with 'orrery bundle add {Bundle} --archive', or deploy without a dry run.");
        }

        var made = await Settings.ConfigureAsync(new BundleSettings { Backend = BundleSettings.Archive }, actor);
        return made.Status == ActionStatus.Done ? null : ParseReport.Of(made.Problems[0]);
    }

    private static string? PathProblem(string path) =>
        path.Length > 0 && (path.Length > 4_096 || path.AsSpan().ContainsAny('\0', '\\')
            || Array.Exists(path.TrimEnd('/').Split('/'), s => s is "" or "." or ".."))
            ? $"'{(path.Length > 100 ? path[..100] + "…" : path).Replace('\0', '·')}' is no path of a bundle: write names separated by '/', from the root of the bundle, without '.' and '..'."
            : null;

    private static (JsonObject? Document, string? DagId) Read(string document)
    {
        try
        {
            var json = JsonNode.Parse(document, documentOptions: new JsonDocumentOptions { MaxDepth = 100, AllowDuplicateProperties = false }) as JsonObject;
            return (json, json?["dag_id"] is JsonValue id && id.TryGetValue<string>(out var text) ? text : null);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }
}
