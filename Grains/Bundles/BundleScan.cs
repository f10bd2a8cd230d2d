using System.Security.Cryptography;
using System.Text;
using Orrery.Core.DagFiles;
using Orrery.Grains.Catalog;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Runtime.Bundles;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Bundles;

/// <summary>One pass over a complete listing.</summary>
internal sealed class BundleScan(
    string bundle,
    string folder,
    IBundleBackend backend,
    IReadOnlyList<BundleFile> listing,
    ParserState state,
    IStore store,
    IGrainFactory grains,
    ChangeNotifier notifier,
    TimeProvider clock)
{
    private readonly Dictionary<string, FileState> _files = state.Files;
    // Only needed when a file has changed: a look at ten thousand files that are as they were must cost next to nothing.
    private readonly Lazy<HashSet<string>> _present = new(() => listing.Select(f => f.Path).ToHashSet(StringComparer.Ordinal));
    private readonly Lazy<Dictionary<string, string>> _definedIn = new(() => Definitions(state));
    private readonly List<PublishResult> _published = [];
    private readonly List<string> _deactivated = [];
    private readonly List<string> _errors = [];
    private int _parsed;

    /// <summary>Files that cannot be taken as they are, with the number of their errors.</summary>
    public List<(string File, int Errors)> Rejected { get; } = [];

    /// <summary>Whether the parser's state has changed and must be written.</summary>
    public bool HasChanges { get; private set; }

    /// <summary>Reads what has changed; everything it says is durable, but for <see cref="ParserState"/>.</summary>
    public async Task<ParseReport> RunAsync(bool force)
    {
        var dagFiles = listing.Where(f => IsDagFile(f.Path)).ToList();
        foreach (var file in dagFiles)
        {
            var known = _files.GetValueOrDefault(file.Path);
            if (force || known is null || known.Size != file.Size || known.ModifiedAt != file.LastModified)
            {
                await ReadAsync(file, known, force);
            }
        }

        // Every file that is there is known by now.
        if (_files.Count > dagFiles.Count)
        {
            var present = dagFiles.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
            foreach (var path in _files.Keys.Where(p => !present.Contains(p)).ToList())
            {
                await ForgetAsync(path);
            }
        }

        return new ParseReport
        {
            FilesSeen = dagFiles.Count,
            FilesParsed = _parsed,
            Published = [.. _published],
            Deactivated = [.. _deactivated],
            Errors = [.. _errors],
        };
    }

    private async Task ReadAsync(BundleFile file, FileState? known, bool force)
    {
        HasChanges = true;
        byte[] content;
        try
        {
            content = await backend.ReadAsync(file.Path, DagFileLimits.Default.MaxBytes + 1, CancellationToken.None);
        }
        catch (BundleException e)
        {
            await RejectAsync(file.Path, [e.Message]);
            Remember(file, "", known?.DagIds ?? [], isBroken: true);
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
        await store.CommitAsync([new ImportErrorRemoval(bundle, file.Path)]);
        notifier.Notice("");
        Remember(file, hash, dagIds, isBroken: false);
    }

    private async Task<List<string>> PublishAsync(string path, string hash, string text, DagFileResult result)
    {
        var refusals = new List<string>();
        foreach (var dag in result.Dags)
        {
            var published = await grains.GetGrain<IDagGrain>(dag.Definition.DagId).PublishAsync(new PublishRequest
            {
                Version = dag.Canonical.Version,
                Document = dag.Canonical.Document,
                Bundle = bundle,
                File = path,
                CodeReference = hash,
                CodePath = Path.GetDirectoryName(Path.Combine(folder, path))!,
                Source = text,
                FileIsAmbiguous = _definedIn.Value.TryGetValue(dag.Definition.DagId, out var other) && other != path && _present.Value.Contains(other),
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
        HasChanges = true;
        _files.Remove(path, out var known);
        Undefine(known, path);
        await DeactivateAsync(known!.DagIds, path);
        await store.CommitAsync([new ImportErrorRemoval(bundle, path)]);
        notifier.Notice("");
    }

    /// <summary>Takes DAGs out of service, unless another file has taken them over.</summary>
    private async Task DeactivateAsync(IEnumerable<string> dagIds, string path)
    {
        foreach (var dagId in dagIds)
        {
            if (await store.GetDagAsync(dagId) is { IsActive: true } dag && dag.Bundle == bundle && dag.File == path)
            {
                await grains.GetGrain<IDagGrain>(dagId).DeactivateDagAsync();
                _deactivated.Add(dagId);
            }
        }
    }

    private async Task RejectAsync(string path, List<string> errors)
    {
        _errors.AddRange(errors);
        Rejected.Add((path, errors.Count));
        var now = clock.GetUtcNow();
        await store.CommitAsync(
            [new ImportErrorRow { Bundle = bundle, File = path, Message = string.Join('\n', errors), FirstSeen = now, LastSeen = now }]);
        notifier.Notice("");
    }

    private void Remember(BundleFile file, string hash, List<string> dagIds, bool isBroken)
    {
        Undefine(_files.GetValueOrDefault(file.Path), file.Path);
        _files[file.Path] = new FileState { Size = file.Size, ModifiedAt = file.LastModified, Hash = hash, DagIds = dagIds, IsBroken = isBroken };
        foreach (var dagId in dagIds)
        {
            _definedIn.Value.TryAdd(dagId, file.Path);
        }
    }

    private void Undefine(FileState? file, string path)
    {
        foreach (var dagId in file?.DagIds ?? [])
        {
            if (_definedIn.Value.GetValueOrDefault(dagId) == path)
            {
                _definedIn.Value.Remove(dagId);
            }
        }
    }

    /// <summary>Which file defines a DAG; one look-up for each DAG, however many files there are.</summary>
    private static Dictionary<string, string> Definitions(ParserState state)
    {
        var definedIn = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, file) in state.Files)
        {
            foreach (var dagId in file.DagIds)
            {
                definedIn.TryAdd(dagId, path);
            }
        }

        return definedIn;
    }

    private static bool IsDagFile(string path) =>
        (path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
        && !path.EndsWith(".metadata.yaml", StringComparison.OrdinalIgnoreCase)
        && path is not ("bundle.yaml" or "bundle.yml");
}
