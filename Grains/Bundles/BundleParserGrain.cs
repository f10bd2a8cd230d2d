using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Orrery.Core.DagFiles;
using Orrery.Grains.Catalog;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Runtime.Bundles;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Bundles;

/// <summary>
/// Reads a bundle: what has changed, and only that. A file that breaks leaves its last good DAGs live; a DAG goes out of service only when
/// its file was read well without it, or is gone from a complete listing.
/// </summary>
[KeepAlive]
public sealed partial class BundleParserGrain(
    IStore store,
    BundleOpener open,
    [PersistentState("parser", "orrery")] IPersistentState<ParserState> state,
    ChangeNotifier notifier,
    BundleOptions options,
    TimeProvider clock,
    ILogger<BundleParserGrain> logger) : Grain, IBundleParserGrain
{
    private string Bundle => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(ScanAsync, options.ScanInterval, options.ScanInterval);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<ParseReport> ParseAsync(bool force)
    {
        if (await GrainFactory.GetGrain<IBundleGrain>(Bundle).GetFolderAsync() is not { } folder)
        {
            return new ParseReport { Errors = [$"There is no bundle '{Bundle}'."] };
        }

        IReadOnlyList<BundleFile> listing;
        var backend = open(folder);
        try
        {
            listing = await backend.ListAsync(CancellationToken.None);
        }
        catch (BundleException e)
        {
            // An incomplete listing says nothing about what is gone.
            return new ParseReport { Errors = [e.Message] };
        }

        var scan = new Scan(this, backend, folder, listing);
        await scan.RunAsync(force);
        return scan.ToReport();
    }

    private async Task ScanAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ParseAsync(force: false);
        }
        catch (Exception e)
        {
            LogScanFailed(logger, e, Bundle);
        }
    }

    [LoggerMessage(EventIds.ScanFailed, LogLevel.Warning, "Bundle {Bundle}: the scan failed; it is tried again at the next interval")]
    private static partial void LogScanFailed(ILogger logger, Exception exception, string bundle);

    [LoggerMessage(EventIds.FileRejected, LogLevel.Warning, "Bundle {Bundle}: file {File} has {Count} errors; what was live before stays live")]
    private static partial void LogFileRejected(ILogger logger, string bundle, string file, int count);

    /// <summary>One pass over a complete listing.</summary>
    private sealed class Scan(BundleParserGrain grain, IBundleBackend backend, string folder, IReadOnlyList<BundleFile> listing)
    {
        private readonly Dictionary<string, FileState> _files = grain.state.State.Files;
        private readonly List<PublishResult> _published = [];
        private readonly List<string> _deactivated = [];
        private readonly List<string> _errors = [];
        private int _seen;
        private int _parsed;
        private bool _changed;

        public async Task RunAsync(bool force)
        {
            var dagFiles = listing.Where(f => IsDagFile(f.Path)).OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
            _seen = dagFiles.Count;
            foreach (var file in dagFiles)
            {
                var known = _files.GetValueOrDefault(file.Path);
                if (force || known is null || known.Size != file.Size || known.ModifiedAt != file.LastModified)
                {
                    await ReadAsync(file, known, force);
                }
            }

            var present = dagFiles.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
            foreach (var path in _files.Keys.Where(p => !present.Contains(p)).ToList())
            {
                await ForgetAsync(path);
            }

            if (_changed)
            {
                await grain.state.WriteStateAsync();
            }
        }

        public ParseReport ToReport() => new()
        {
            FilesSeen = _seen,
            FilesParsed = _parsed,
            Published = [.. _published],
            Deactivated = [.. _deactivated],
            Errors = [.. _errors],
        };

        private async Task ReadAsync(BundleFile file, FileState? known, bool force)
        {
            _changed = true;
            byte[] content;
            try
            {
                content = await backend.ReadAsync(file.Path, DagFileLimits.Default.MaxBytes + 1, CancellationToken.None);
            }
            catch (BundleException e)
            {
                await RejectAsync(file.Path, [e.Message]);
                return;
            }

            var hash = Convert.ToHexStringLower(SHA256.HashData(content));
            if (!force && known is { IsBroken: false } && known.Hash == hash)
            {
                // Touched, not changed.
                known.Size = file.Size;
                known.ModifiedAt = file.LastModified;
                return;
            }

            _parsed++;
            var text = Encoding.UTF8.GetString(content);
            var result = DagFileParser.Parse(text, file.Path);
            if (!result.IsValid)
            {
                await RejectAsync(file.Path, [.. result.Errors.Select(e => e.ToString())]);
                Remember(file, hash, known?.DagIds ?? [], isBroken: true);
                return;
            }

            var refusals = await PublishAsync(file.Path, hash, text, result);
            if (refusals.Count > 0)
            {
                await RejectAsync(file.Path, refusals);
                Remember(file, hash, known?.DagIds ?? [], isBroken: true);
                return;
            }

            var dagIds = result.Dags.Select(d => d.Definition.DagId).ToList();
            await DeactivateAsync((known?.DagIds ?? []).Except(dagIds, StringComparer.Ordinal), file.Path);
            await grain.store.CommitAsync([new ImportErrorRemoval(grain.Bundle, file.Path)]);
            grain.notifier.Notice("");
            Remember(file, hash, dagIds, isBroken: false);
        }

        private async Task<List<string>> PublishAsync(string path, string hash, string text, DagFileResult result)
        {
            var refusals = new List<string>();
            foreach (var dag in result.Dags)
            {
                var published = await grain.GrainFactory.GetGrain<IDagGrain>(dag.Definition.DagId).PublishAsync(new PublishRequest
                {
                    Version = dag.Canonical.Version,
                    Document = dag.Canonical.Document,
                    Bundle = grain.Bundle,
                    File = path,
                    CodeReference = hash,
                    CodePath = folder,
                    Source = text,
                    FileIsAmbiguous = _files.Any(f => f.Key != path && listing.Any(l => l.Path == f.Key) && f.Value.DagIds.Contains(dag.Definition.DagId)),
                });
                if (published.Refused is { } why)
                {
                    refusals.Add($"{path}: {why}");
                }
                else if (published.IsNew)
                {
                    _published.Add(published);
                }
            }

            return refusals;
        }

        private async Task ForgetAsync(string path)
        {
            _changed = true;
            _files.Remove(path, out var known);
            await DeactivateAsync(known!.DagIds, path);
            await grain.store.CommitAsync([new ImportErrorRemoval(grain.Bundle, path)]);
            grain.notifier.Notice("");
        }

        /// <summary>Takes DAGs out of service, unless another file has taken them over.</summary>
        private async Task DeactivateAsync(IEnumerable<string> dagIds, string path)
        {
            foreach (var dagId in dagIds)
            {
                if (await grain.store.GetDagAsync(dagId) is { IsActive: true } dag && dag.Bundle == grain.Bundle && dag.File == path)
                {
                    await grain.GrainFactory.GetGrain<IDagGrain>(dagId).DeactivateDagAsync();
                    _deactivated.Add(dagId);
                }
            }
        }

        private async Task RejectAsync(string path, ImmutableArray<string> errors)
        {
            _errors.AddRange(errors);
            LogFileRejected(grain.logger, grain.Bundle, path, errors.Length);
            var now = grain.clock.GetUtcNow();
            await grain.store.CommitAsync(
                [new ImportErrorRow { Bundle = grain.Bundle, File = path, Message = string.Join('\n', errors), FirstSeen = now, LastSeen = now }]);
            grain.notifier.Notice("");
        }

        private Task RejectAsync(string path, List<string> errors) => RejectAsync(path, [.. errors]);

        private void Remember(BundleFile file, string hash, List<string> dagIds, bool isBroken) =>
            _files[file.Path] = new FileState { Size = file.Size, ModifiedAt = file.LastModified, Hash = hash, DagIds = dagIds, IsBroken = isBroken };

        private static bool IsDagFile(string path) =>
            (path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
            && !path.EndsWith(".metadata.yaml", StringComparison.OrdinalIgnoreCase)
            && path is not ("bundle.yaml" or "bundle.yml");
    }
}
