using System.Collections.Immutable;
using Orrery.Grains.Code;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Runtime.Loading;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Ingestion;

/// <summary>
/// One pass over a snapshot. In this order, so that a crash anywhere leaves of each DAG the old version live or the new, and the next pass does
/// what is left: DAGs are published, then those that are gone are taken out of service, then what is known of their files is written.
/// </summary>
internal sealed class BundlePass(
    BundleParser parser, BundleParserContext context, FileMemory memory, ImportErrorSet brokenFiles, InputSource inputs, IStore store, PassRequest request)
{
    /// <summary>Files in memory at once: enough for all cores and a group commit, whatever the size of the bundle.</summary>
    private const int BatchSize = 512;

    /// <summary>Bytes of documents that were checked and are kept until they are taken.</summary>
    private const long MostKept = 16 << 20;

    private static readonly TimeSpan RefusedRetryInterval = TimeSpan.FromMinutes(1);

    private readonly Definitions _definitions = new(memory);
    private readonly List<FileReport> _reports = [];
    private readonly List<PublishResult> _published = [];
    private readonly List<string> _errors = [];
    private readonly List<(string DagId, string File)> _gone = [];
    private readonly List<ReadFile> _unfinished = [];
    private readonly Dictionary<string, LoadedFile> _checked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _varying = new(StringComparer.Ordinal);
    private ImmutableArray<string> _deactivated = [];
    private int _parsed;

    /// <summary>Files that cannot be taken as they are, with the number of their errors.</summary>
    public List<(string File, int Errors)> Rejected { get; } = [];

    /// <summary>Whether files that have changed wait for a later pass.</summary>
    public bool HasPostponed { get; private set; }

    /// <summary>Whether something is different from before.</summary>
    public bool HasChanges { get; private set; }

    /// <summary>Does it; everything the answer says is durable.</summary>
    /// <param name="onlyOutside">Whether no file has changed since the last complete pass, so that only inputs from elsewhere may have.</param>
    /// <param name="decided">Is called once everything was checked and something will be done, before anything is; null: nothing is to be called.</param>
    public async Task<ParseReport> RunAsync(bool onlyOutside, Func<Task>? decided = null)
    {
        await FindVariablesAsync();
        var files = context.Snapshot.Files;
        var candidates = onlyOutside ? memory.WithOutsideInputs.Concat(brokenFiles.Refused) : files.Keys.Where(p => parser.Claims(context, p));
        var due = candidates.Where(p => request.Covers(p) && files.ContainsKey(p) && NeedsReading(files[p])).Order(StringComparer.Ordinal).ToList();
        var removed = onlyOutside || !request.DeactivateRemoved ? [] : memory.Files.Keys
            .Where(p => request.Covers(p) && (!files.ContainsKey(p) || !parser.Claims(context, p))).Order(StringComparer.Ordinal).ToList();
        foreach (var path in removed)
        {
            _definitions.Release(path, memory.Files[path].DagIds);
        }

        var rejected = request.AllOrNothing || request.DryRun ? await CheckAsync(due) : null;
        if (rejected is null)
        {
            if (decided is not null && due.Count + removed.Count > 0)
            {
                await decided();
            }

            await TakeAllAsync(due);
            await RemoveAsync(removed);
        }

        return (rejected ?? new ParseReport()) with
        {
            FilesSeen = memory.Files.Count,
            FilesParsed = _parsed,
            Published = [.. _published],
            Errors = [.. _errors],
            Files = [.. _reports.OrderBy(f => f.Path, StringComparer.Ordinal)],
            Deactivated = rejected is null ? _deactivated : WouldDeactivate(removed),
            IsDryRun = request.DryRun,
            IsPathKnown = request.Path.Length == 0 || removed.Count > 0 || files.Keys.Any(request.Covers),
        };
    }

    private bool NeedsReading(SnapshotFile file)
    {
        var known = memory.Files.GetValueOrDefault(file.Path);
        if (!request.Force && known is not null && known.Hash == file.Hash && !IsWorthAnotherTry(known) && !known.Inputs.Any(HasChanged))
        {
            return false;
        }

        var isDue = !request.IsOwn || parser.IsDue(context, file.Path, known?.ParsedAt);
        HasPostponed |= !isDue;
        return isDue;
    }

    // Whoever has its DAG may have given it up, which no change of a file here tells.
    private bool IsWorthAnotherTry(KnownFile known) => known.IsRefused && (!request.IsOwn || context.PassStartedAt - known.ParsedAt >= RefusedRetryInterval);

    private bool HasChanged(LoadInput input) => input.Hash != input.Kind switch
    {
        LoadInputKind.File => context.Snapshot.Files.GetValueOrDefault(input.Name)?.Hash ?? "",
        LoadInputKind.Directory => context.Directories.HashOf(input.Name),
        LoadInputKind.Variable => context.Variables.HashOf(input.Name),
        _ => inputs.HashOfEnvironment(input.Name),
    };

    /// <summary>Finds the variables that files have read before: to compare them, and to have them at hand for those that are read again.</summary>
    private async Task FindVariablesAsync()
    {
        var names = memory.WithOutsideInputs.SelectMany(p => memory.Files[p].Inputs).Where(i => i.Kind == LoadInputKind.Variable).Select(i => i.Name);
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            await context.Variables.FindAsync(name);
        }
    }

    /// <summary>Reads everything before anything is done; an answer means that nothing will be.</summary>
    private async Task<ParseReport?> CheckAsync(List<string> due)
    {
        var read = await ReadAsync(due);
        Keep(read);
        _definitions.Settle(read);
        var submissions = read.Where(f => f.Errors.Count == 0).SelectMany(f => SubmissionsOf(f).Select(s => (File: f, Submission: s))).ToList();
        foreach (var (result, (file, _)) in (await context.Dags.PreviewDagsAsync([.. submissions.Select(s => s.Submission)])).Zip(submissions))
        {
            file.Take(result);
        }

        var isRejected = request.AllOrNothing && read.Exists(f => f.Errors.Count > 0);
        if (!isRejected && !request.DryRun)
        {
            return null;
        }

        foreach (var file in read)
        {
            Report(file);
            _gone.AddRange(LeftBehindBy(file).Select(d => (d, file.File.Path)));
        }

        return new ParseReport { IsRejected = isRejected };
    }

    private ImmutableArray<string> WouldDeactivate(List<string> removed) => !request.DryRun ? [] :
        [.. _gone.Select(g => g.DagId).Concat(removed.SelectMany(p => memory.Files[p].DagIds)).Where(d => _definitions.OwnerOf(d) is null).Distinct(StringComparer.Ordinal)];

    private async Task TakeAllAsync(List<string> due)
    {
        // What was checked and not kept, since it would be too much to hold in memory, is read again from the same snapshot.
        _parsed = 0;
        var refused = new List<string>();
        foreach (var batch in due.Chunk(BatchSize))
        {
            var read = await ReadAsync(batch);
            _definitions.Settle(read);
            refused.AddRange(read.Where(f => f.IsRefused).Select(f => f.File.Path));
            await TakeAsync([.. read.Where(f => !f.IsRefused)]);
        }

        // A DAG that moved from one changed file to another: by now it is known who has it.
        foreach (var batch in refused.Chunk(BatchSize))
        {
            var read = await ReadAsync(batch);
            _definitions.Settle(read);
            await TakeAsync(read);
        }
    }

    private async Task<List<ReadFile>> ReadAsync(IReadOnlyList<string> paths)
    {
        _parsed += paths.Count;
        var missing = paths.Where(p => !_checked.ContainsKey(p)).ToList();
        Dictionary<string, LoadedFile> loaded = missing.Count == 0 ? [] : await LoadAsync(missing);
        return [.. paths.Select(p => new ReadFile(context.Snapshot.Files[p], loaded.GetValueOrDefault(p) ?? _checked[p]))];
    }

    private void Keep(List<ReadFile> read)
    {
        var room = MostKept;
        foreach (var file in read)
        {
            room -= file.Loaded.Dags.Sum(d => (long)d.Canonical.Document.Length);
            if (room < 0)
            {
                break;
            }

            _checked[file.File.Path] = file.Loaded;
        }
    }

    /// <summary>
    /// Reads files. What a program says may be different each time, which would make versions without end: those that are new are read twice, and compared;
    /// so are those that differed then, until they are mended.
    /// </summary>
    private async Task<Dictionary<string, LoadedFile>> LoadAsync(List<string> paths)
    {
        var loaded = (await SafeLoader.LoadAsync(parser, context, paths)).ToDictionary(f => f.Path, StringComparer.Ordinal);
        var first = paths.Where(p => (!memory.Files.ContainsKey(p) || memory.Varying.Contains(p)) && loaded[p].Errors.IsEmpty && context.LoaderOf(p) is not YamlDagLoader).ToList();
        foreach (var second in first.Count == 0 ? [] : await SafeLoader.LoadAsync(parser, context, first))
        {
            var difference = Stability.Compare(loaded[second.Path], second);
            _varying[second.Path] = difference ?? "";
            if (difference is not null)
            {
                loaded[second.Path] = loaded[second.Path] with { Warnings = loaded[second.Path].Warnings.Add(new LoadError($"{second.Path}: {difference}")) };
            }
        }

        return loaded;
    }

    private IEnumerable<DagSubmission> SubmissionsOf(ReadFile file) => file.Loaded.Dags.Select(dag => new DagSubmission(dag.Definition.DagId, new PublishRequest
    {
        Version = dag.Canonical.Version,
        Document = dag.Canonical.Document,
        Bundle = context.Bundle,
        File = file.File.Path,
        CodeReference = InputsJson.CodeReference(InputsOf(file)),
        Snapshot = context.Snapshot.Hash,
        SourceReference = context.Snapshot.SourceReference,
        SourceBlob = file.File.Hash,
        InputsJson = InputsJson.Write(InputsOf(file)),
        Varying = _varying.GetValueOrDefault(file.File.Path),
    }));

    // A parser that says nothing read the file itself at least.
    private static ImmutableArray<LoadInput> InputsOf(ReadFile file) =>
        file.Loaded.Inputs.IsEmpty ? [new LoadInput(LoadInputKind.File, file.File.Path, file.File.Hash)] : file.Loaded.Inputs;

    private async Task TakeAsync(List<ReadFile> read)
    {
        var submissions = read.Where(f => f.Errors.Count == 0).SelectMany(f => SubmissionsOf(f).Select(s => (File: f, Submission: s))).ToList();
        foreach (var (result, (file, _)) in (await context.Dags.SubmitDagsAsync([.. submissions.Select(s => s.Submission)])).Zip(submissions))
        {
            file.Take(result);
        }

        var finished = new List<ReadFile>(read.Count);
        foreach (var file in read)
        {
            Report(file);
            var left = LeftBehindBy(file);
            _gone.AddRange(left.Select(d => (d, file.File.Path)));

            // Until what it has left behind is out of service, the file counts as not read.
            (left.Count == 0 ? finished : _unfinished).Add(file);
        }

        await RememberAsync(finished);
    }

    private List<string> LeftBehindBy(ReadFile file) =>
        file.Errors.Count == 0 && memory.Files.TryGetValue(file.File.Path, out var known) ? [.. known.DagIds.Except(file.DagIds, StringComparer.Ordinal)] : [];

    private void Report(ReadFile file)
    {
        _errors.AddRange(file.Errors.Select(e => e.Message));
        _published.AddRange(file.Published);
        if (file.Errors.Count > 0)
        {
            Rejected.Add((file.File.Path, file.Errors.Count));
        }

        if (file.Published.Count + file.Errors.Count + file.Warnings.Count > 0)
        {
            _reports.Add(new FileReport
            {
                Path = file.File.Path,
                Published = [.. file.Published],
                Errors = [.. file.Errors.Select(LoadErrors.ToProblem)],
                Warnings = [.. file.Warnings.Select(LoadErrors.ToProblem)],
            });
        }
    }

    private async Task RemoveAsync(List<string> removed)
    {
        _gone.AddRange(removed.SelectMany(p => memory.Files[p].DagIds.Select(d => (d, p))));
        _deactivated = await context.Dags.DeactivateDagsAsync(context.Bundle, _gone);
        await RememberAsync(_unfinished);
        if (removed.Count > 0)
        {
            HasChanges = true;
            foreach (var batch in removed.Chunk(BatchSize))
            {
                await store.CommitAsync([.. batch.SelectMany<string, StoreRow>(p => [new BundleFileRemoval(context.Bundle, p), new ImportErrorRemoval(context.Bundle, p)])]);
            }

            foreach (var path in removed)
            {
                memory.Forget(path);
                brokenFiles.Remove(path);
            }
        }
    }

    private async Task RememberAsync(List<ReadFile> read)
    {
        if (read.Count == 0)
        {
            return;
        }

        HasChanges = true;
        var now = context.Clock.GetUtcNow();
        var known = read.Select(f => (f.File, Known: KnownOf(f, now), f.Errors)).ToList();
        var rows = new List<StoreRow>(read.Count);
        foreach (var (file, remembered, errors) in known)
        {
            rows.Add(FileMemory.RowOf(context.Bundle, file.Path, file.Size, file.LastModified, remembered));
            if (errors.Count > 0)
            {
                rows.Add(LoadErrors.RowOf(context.Bundle, file.Path, errors, now));
            }
            else if (brokenFiles.Contains(file.Path))
            {
                rows.Add(new ImportErrorRemoval(context.Bundle, file.Path));
            }
        }

        await store.CommitAsync(rows);
        foreach (var (file, remembered, errors) in known)
        {
            var isVarying = _varying.TryGetValue(file.Path, out var difference) ? difference.Length > 0 : memory.Varying.Contains(file.Path);
            memory.Set(file.Path, remembered);
            if (isVarying)
            {
                memory.Varying.Add(file.Path);
            }

            brokenFiles.Set(file.Path, isBroken: errors.Count > 0, remembered.IsRefused);
        }
    }

    private KnownFile KnownOf(ReadFile file, DateTimeOffset now)
    {
        var previous = memory.Files.GetValueOrDefault(file.File.Path)?.DagIds ?? [];
        var isBroken = file.Errors.Count > 0;
        return new KnownFile(file.File.Hash, isBroken ? previous : file.DagIds, InputsOf(file), isBroken, file.IsRefused, now);
    }
}
