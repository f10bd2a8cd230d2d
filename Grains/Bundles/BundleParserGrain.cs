using Microsoft.Extensions.Logging;
using Orrery.Core.Bundles;
using Orrery.Grains.Catalog;
using Orrery.Grains.Code;
using Orrery.Grains.Ingestion;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Telemetry;
using Orrery.Runtime.Bundles;
using Orrery.Runtime.Loading;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Bundles;

/// <summary>
/// Drives the parser of a bundle: gets the files, keeps them as a snapshot, has the parser read what changed, and makes it live. Calls come one
/// after the other, so that each answer is about what it was asked for.
/// </summary>
[KeepAlive]
public sealed partial class BundleParserGrain(
    IStore store,
    CodeStore code,
    DagStore dags,
    BundleParsers parsers,
    IEnumerable<IDagLoader> loaders,
    InputSource inputs,
    BundleOpener open,
    ArchiveOpener openArchive,
    IFolderWatcher watcher,
    ChangeNotifier notifier,
    BundleOptions options,
    GrainMetrics metrics,
    TimeProvider clock,
    [PersistentState(PassIntention.Name, PassIntention.Storage)] IPersistentState<PassIntention> intention,
    ILogger<BundleParserGrain> logger) : Grain, IBundleParserGrain
{
    /// <summary>A scan that finds nothing is written down at most this often.</summary>
    private static readonly TimeSpan ScanNotedEvery = TimeSpan.FromMinutes(1);

    private readonly IReadOnlyList<IDagLoader> _loaders = [.. loaders];
    private BundleState? _state;
    private BundleSettings? _opened;
    private IBundleBackend? _backend;
    private BundleParser? _parser;
    private string? _parserName;

    private string Bundle => this.GetPrimaryKeyString();

    private IBundleGrain Settings => GrainFactory.GetGrain<IBundleGrain>(Bundle);

    /// <summary>One pass, and what it leaves: everything the answer says is durable.</summary>
    /// <param name="request">What is to be done.</param>
    /// <param name="pushed">The files, where they do not come from the bundle's backend.</param>
    private async Task<ParseReport> PassAsync(PassRequest request, IBundleBackend? pushed = null)
    {
        if (await Settings.GetAsync() is not { } info)
        {
            return ParseReport.Of($"There is no bundle '{Bundle}'. Add it: orrery bundle add {Bundle} --folder PATH");
        }

        if (!info.IsActive)
        {
            return ParseReport.Of($"The bundle '{Bundle}' is out of service: put it back with 'orrery bundle activate {Bundle}'.");
        }

        Watch(info.Settings);
        var startedAt = clock.GetUtcNow();
        var state = await StateAsync(info);
        info = await ResumeAsync(info, state);
        Snapshot snapshot;
        try
        {
            snapshot = await CaptureAsync(info, state, pushed);
        }
        catch (BundleException e)
        {
            Measure(report: null, clock.GetUtcNow() - startedAt);

            // An incomplete listing says nothing about what is gone.
            if (pushed is null)
            {
                await Settings.RecordAsync(new BundleProgress { Problem = e.Message });
            }

            return ParseReport.Of(e.Message);
        }

        var read = await ReadManifestAsync(state, snapshot, request);
        if (request.AllOrNothing && read.Errors.Count > 0)
        {
            return read.ToRejection(request.DryRun);
        }

        var context = ContextOf(info, read.Manifest, snapshot, startedAt);
        var parser = ParserOf(read.Manifest);
        _pause = parser.PauseAfterPass(context);
        _hasPassed = true;
        if (request.IsStart && !parser.ReadsAtStart)
        {
            return new ParseReport();
        }

        // What the bundle's own source still has is read again anyway, file by file.
        var isAtomic = request.AllOrNothing || pushed is not null;
        var report = await RunAsync(info, state, snapshot, read, request, context, isAtomic ? () => IntendAsync(request, snapshot) : null);
        await ForgetIntentionAsync();
        return report;
    }

    /// <summary>Has files read and what they yield made live.</summary>
    /// <param name="info">The bundle.</param>
    /// <param name="state">What is known of it.</param>
    /// <param name="snapshot">Its files.</param>
    /// <param name="read">Its manifest.</param>
    /// <param name="request">What is to be done.</param>
    /// <param name="context">What the parser may use.</param>
    /// <param name="decided">Is called once it is certain that something will be done, before anything is; null: nothing is to be called.</param>
    private async Task<ParseReport> RunAsync(
        BundleInfo info, BundleState state, Snapshot snapshot, ManifestRead read, PassRequest request, BundleParserContext context, Func<Task>? decided = null)
    {
        var pass = new BundlePass(ParserOf(read.Manifest), context, state.Memory, state.ImportErrors, inputs, store, request);
        var report = await pass.RunAsync(onlyOutside: !request.Force && ReferenceEquals(snapshot, state.Complete), decided);
        report = report with { Snapshot = snapshot.Hash, SourceReference = snapshot.SourceReference, Errors = [.. read.Errors.Select(e => e.Message), .. report.Errors] };
        if (!request.DryRun && !report.IsRejected)
        {
            await TakeManifestAsync(state, read);
            await FinishAsync(info, state, snapshot, pass, request, context.PassStartedAt);
        }

        Tell(pass);
        Measure(report, clock.GetUtcNow() - context.PassStartedAt);
        return report;
    }

    private async Task<BundleState> StateAsync(BundleInfo info)
    {
        if (_state is null)
        {
            _state = await BundleState.ReadAsync(Bundle, info.Snapshot, store, code);
            _state.Manifest = BundleManifest.FromJson(info.ManifestJson);
        }

        return _state;
    }

    /// <summary>The files as they are now, kept in the store.</summary>
    private async Task<Snapshot> CaptureAsync(BundleInfo info, BundleState state, IBundleBackend? pushed)
    {
        if ((pushed ?? BackendOf(info.Settings)) is not { } backend)
        {
            return state.Snapshot ?? throw new BundleException($"Nothing was deployed to the bundle '{Bundle}' yet: orrery deploy PATH --bundle {Bundle}");
        }

        await backend.FetchAsync(CancellationToken.None);
        var snapshot = await code.CaptureAsync(Bundle, backend, await backend.ListAsync(CancellationToken.None), state.Snapshot, CancellationToken.None);
        if (pushed is null)
        {
            state.Snapshot = snapshot;
        }

        return snapshot;
    }

    /// <summary>The backend, kept as long as the settings are the same: some know what they have listed before.</summary>
    private IBundleBackend? BackendOf(BundleSettings settings)
    {
        if (_opened != settings)
        {
            _backend = open(Bundle, settings);
            _opened = settings;
        }

        return _backend;
    }

    private BundleParserContext ContextOf(BundleInfo info, BundleManifest manifest, Snapshot snapshot, DateTimeOffset startedAt) => new(code, _loaders)
    {
        Bundle = Bundle,
        Snapshot = snapshot,
        Manifest = manifest,
        Variables = inputs.VariablesOf(Bundle, manifest),
        Dags = dags,
        Clock = clock,
        Logger = logger,
        PassStartedAt = startedAt,
        IsFetched = info.Settings.Backend != BundleSettings.Folder,
        ScanInterval = options.ScanInterval,
        FetchInterval = manifest.FetchInterval ?? options.FetchInterval,
    };

    private BundleParser ParserOf(BundleManifest manifest)
    {
        if (_parser is null || _parserName != manifest.BundleParser)
        {
            // A parser that this server does not have any more, of a manifest that was read by one that did.
            _parser = parsers.Create(manifest.BundleParser) ?? new StandardBundleParser();
            _parserName = manifest.BundleParser;
        }

        return _parser;
    }

    /// <summary>The manifest of the snapshot; when it is broken the last good one, which stays in effect.</summary>
    private async Task<ManifestRead> ReadManifestAsync(BundleState state, Snapshot snapshot, PassRequest request)
    {
        var hash = snapshot.Files.GetValueOrDefault(BundleManifest.FileName)?.Hash ?? "";
        if (hash == state.ManifestHash && !request.Force)
        {
            return new ManifestRead(hash, state.Manifest, []);
        }

        var (manifest, errors) = await ManifestReader.ReadAsync(snapshot, code, parsers.Names);
        return new ManifestRead(hash, manifest ?? state.Manifest, errors);
    }

    /// <summary>From now on this is the manifest, and what is wrong with it is known.</summary>
    private async Task TakeManifestAsync(BundleState state, ManifestRead read)
    {
        if (read.Errors.Count > 0)
        {
            await store.CommitAsync([LoadErrors.RowOf(Bundle, BundleManifest.FileName, read.Errors, clock.GetUtcNow())]);
            state.ImportErrors.Set(BundleManifest.FileName, isBroken: true);
        }
        else if (read.Hash != state.ManifestHash && state.ImportErrors.Contains(BundleManifest.FileName))
        {
            await store.CommitAsync([new ImportErrorRemoval(Bundle, BundleManifest.FileName)]);
            state.ImportErrors.Remove(BundleManifest.FileName);
        }

        state.Manifest = read.Manifest;
        state.ManifestHash = read.Hash;
    }

    /// <summary>The snapshot is current from now on: last, so that whoever starts a run has its DAGs.</summary>
    private async Task FinishAsync(BundleInfo info, BundleState state, Snapshot snapshot, BundlePass pass, PassRequest request, DateTimeOffset startedAt)
    {
        state.Snapshot = snapshot;
        var isWhole = request.Path.Length == 0 && request.DeactivateRemoved;
        state.Complete = isWhole && !pass.HasPostponed ? snapshot : ReferenceEquals(state.Complete, snapshot) ? snapshot : null;
        var manifest = state.Manifest.ToJson();
        if (pass.HasChanges || snapshot.Hash != info.Snapshot || info.Problem is not null || manifest != info.ManifestJson || startedAt - info.ScannedAt >= ScanNotedEvery)
        {
            await Settings.RecordAsync(new BundleProgress
            {
                Snapshot = snapshot.Hash,
                SourceReference = snapshot.SourceReference,
                ScannedAt = isWhole ? startedAt : null,
                FetchedAt = startedAt,
                ManifestJson = manifest,
                Problem = "",
            });
        }
    }

    private void Tell(BundlePass pass)
    {
        foreach (var (file, errors) in pass.Rejected)
        {
            LogFileRejected(logger, Bundle, file, errors);
        }

        if (pass.HasChanges)
        {
            notifier.Notice("");
        }
    }

    /// <summary>Measures a look at the bundle.</summary>
    /// <param name="report">What came of it; null: its files could not be had.</param>
    /// <param name="took">How long it took.</param>
    private void Measure(ParseReport? report, TimeSpan took)
    {
        var outcome = report switch { null => "unavailable", { Errors.IsEmpty: true } => "ok", _ => "errors" };
        metrics.ParserPass.Record(took.TotalSeconds, new("bundle", Bundle), new("outcome", outcome));
        if (report is { FilesParsed: > 0 })
        {
            metrics.ParsedFiles.Add(report.FilesParsed, new("bundle", Bundle), new("outcome", outcome));
        }
    }

    [LoggerMessage(EventIds.FileRejected, LogLevel.Warning, "Bundle {Bundle}: file {File} is not taken (errors: {Count}); what was live before stays live")]
    private static partial void LogFileRejected(ILogger logger, string bundle, string file, int count);
}
