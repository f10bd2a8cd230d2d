using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Orrery.Core.Bundles;
using Orrery.Core.DagFiles;
using Orrery.Grains.Code;
using Orrery.Runtime.Bundles;
using Orrery.Runtime.Loading;

namespace Orrery.Grains.Ingestion;

/// <summary>What a parser may use: its bundle as it is in this pass, and the services around it.</summary>
public sealed class BundleParserContext
{
    // Loaders have limits of their own, and say so; this is what is read at all.
    private const long MaxFileBytes = 16 << 20;

    private readonly CodeStore _code;
    private DirectoryListings? _directories;
    private readonly IReadOnlyList<IDagLoader> _loaders;

    internal BundleParserContext(CodeStore code, IReadOnlyList<IDagLoader> loaders)
    {
        _code = code;
        _loaders = loaders;
    }

    /// <summary>Name of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Its files, kept in the store: what a pass reads, whatever happens to the originals meanwhile.</summary>
    public required Snapshot Snapshot { get; init; }

    /// <summary>What the bundle says of itself.</summary>
    public required BundleManifest Manifest { get; init; }

    /// <summary>The variables of the installation, as its files may read them: in this pass each has one value.</summary>
    public required ParseVariables Variables { get; init; }

    /// <summary>The DAGs of the installation.</summary>
    public required DagStore Dags { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The log.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>When this pass started.</summary>
    public required DateTimeOffset PassStartedAt { get; init; }

    /// <summary>Whether the files come from another place, which is asked at <see cref="FetchInterval"/>, and lie in no folder of this machine.</summary>
    public required bool IsFetched { get; init; }

    /// <summary>Time between two looks at a folder whose manifest says nothing.</summary>
    public required TimeSpan ScanInterval { get; init; }

    /// <summary>Time between two fetches.</summary>
    public required TimeSpan FetchInterval { get; init; }

    /// <summary>Everything below <c>bundle_config</c> in the manifest; empty: nothing.</summary>
    public JsonObject Config => JsonNode.Parse(Manifest.ConfigJson)!.AsObject();

    /// <summary>The folders of the snapshot: what a parser makes DAGs of the names in one, it says by an input of the kind <see cref="LoadInputKind.Directory"/>.</summary>
    public DirectoryListings Directories => _directories ??= new DirectoryListings(Snapshot.Files.Keys);

    /// <summary>The loader that reads such files; null: there is none.</summary>
    public IDagLoader? LoaderOf(string path)
    {
        var file = Snapshot.Files.TryGetValue(path, out var known)
            ? new BundleFile(path, known.Size, known.LastModified, known.IsExecutable)
            : new BundleFile(path, 0, DateTimeOffset.UnixEpoch);
        return _loaders.FirstOrDefault(l => l.Claims(file));
    }

    /// <summary>Reads the content of a file of the snapshot.</summary>
    /// <param name="path">Path in the bundle.</param>
    /// <param name="maxBytes">Largest size to accept.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BundleException">There is no such file, or it is too large.</exception>
    public async Task<byte[]> ReadAsync(string path, long maxBytes, CancellationToken cancellationToken)
    {
        if (!Snapshot.Files.TryGetValue(path, out var file))
        {
            throw new BundleException($"The bundle '{Bundle}' holds no file '{path}'.");
        }

        if (file.Size > maxBytes)
        {
            throw new BundleException($"The file '{path}' has {file.Size} bytes; at most {maxBytes} are read. Make it smaller, or move data out of the bundle.");
        }

        return await _code.ReadAsync(file.Hash, cancellationToken)
            ?? throw new BundleException($"The content of '{path}' is no longer in the store: read the bundle again.");
    }

    /// <summary>Reads files with the loaders of the installation: one result for each, in their order.</summary>
    public async Task<IReadOnlyList<LoadedFile>> LoadAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var loaded = new Dictionary<string, LoadedFile>(paths.Count, StringComparer.Ordinal);
        foreach (var group in paths.GroupBy(LoaderOf))
        {
            if (group.Key is not { } loader)
            {
                foreach (var path in group)
                {
                    loaded[path] = new LoadedFile { Path = path, Errors = [new LoadError($"No loader reads files like '{path}'.")] };
                }

                continue;
            }

            var results = await loader.LoadAsync(
                new LoadRequest
                {
                    Bundle = Bundle,
                    Files = [.. group],
                    ReadAsync = (path, cancelled) => ReadAsync(path, MaxFileBytes, cancelled),
                    HashDirectory = Directories.HashOf,
                    Variables = Variables,
                    FolderAsync = cancelled => _code.FolderAsync(Snapshot.Hash, cancelled),
                },
                cancellationToken);
            foreach (var result in results)
            {
                loaded[result.Path] = result;
            }
        }

        return [.. paths.Select(p => loaded[p])];
    }

    /// <summary>Checks DAGs that a parser has made: each as JSON, with the fields of a DAG file.</summary>
    /// <param name="path">The file they were made from.</param>
    /// <param name="documents">The DAGs.</param>
    /// <param name="inputs">Files of the bundle that were read besides: when one changes, the file is read again.</param>
    public LoadedFile ReadDocuments(string path, IEnumerable<JsonNode> documents, params IEnumerable<string> inputs)
    {
        var result = DagFileParser.Parse(DagDocuments.ToText(documents), path);
        return new LoadedFile
        {
            Path = path,
            Dags = [.. result.Dags.Select(d => new LoadedDag(d.Definition, d.Canonical))],
            Inputs = [.. inputs.Prepend(path).Distinct(StringComparer.Ordinal).Select(InputOf)],
            Errors = [.. result.Errors.Select(e => new LoadError(e.ToString()))],
            Warnings = [.. result.Warnings.Select(e => new LoadError(e.ToString()))],
        };
    }

    private LoadInput InputOf(string path) => new(LoadInputKind.File, path, Snapshot.Files.TryGetValue(path, out var file) ? file.Hash : "");
}
