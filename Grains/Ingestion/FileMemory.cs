using System.Collections.Immutable;
using System.Text.Json;
using Orrery.Runtime.Loading;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Ingestion;

/// <summary>What a parser remembers of its bundle's files: soft state, made of the rows of the store and changed after they were committed.</summary>
internal sealed class FileMemory
{
    private readonly Dictionary<string, KnownFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);
    private readonly HashSet<string> _withOutsideInputs = new(StringComparer.Ordinal);

    /// <summary>Everything that is known, by path.</summary>
    public IReadOnlyDictionary<string, KnownFile> Files => _files;

    /// <summary>Files that were made from more than themselves.</summary>
    public IReadOnlySet<string> WithOutsideInputs => _withOutsideInputs;

    /// <summary>Files that said something else when they were read a second time.</summary>
    public ISet<string> Varying { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Memory as the store holds it.</summary>
    /// <param name="rows">The rows of the bundle.</param>
    public static FileMemory Of(IEnumerable<BundleFileRow> rows)
    {
        var memory = new FileMemory();
        foreach (var row in rows)
        {
            // Why a file was broken is not kept, and what was wrong may be elsewhere: such a file is tried again.
            memory.Set(row.Path, new KnownFile(
                row.IsBroken ? "" : row.Hash, [.. JsonSerializer.Deserialize<string[]>(row.DagIdsJson)!], InputsJson.Read(row.InputsJson), row.IsBroken, IsRefused: false, row.ParsedAt));
        }

        return memory;
    }

    /// <summary>The row of a file.</summary>
    public static BundleFileRow RowOf(string bundle, string path, long size, DateTimeOffset modifiedAt, KnownFile file) => new()
    {
        Bundle = bundle,
        Path = path,
        Size = size,
        ModifiedAt = modifiedAt,
        Hash = file.Hash,
        DagIdsJson = JsonSerializer.Serialize(file.DagIds),
        InputsJson = InputsJson.Write(file.Inputs),
        IsBroken = file.IsBroken,
        ParsedAt = file.ParsedAt,
    };

    /// <summary>The file that defines a DAG, as far as is known.</summary>
    public string? OwnerOf(string dagId) => _owners.GetValueOrDefault(dagId);

    /// <summary>Remembers a file as it is now, and as one that does not vary.</summary>
    public void Set(string path, KnownFile file)
    {
        Forget(path);
        _files[path] = file;
        foreach (var dagId in file.DagIds)
        {
            _owners.TryAdd(dagId, path);
        }

        if (file.Inputs.Any(i => i.Kind != LoadInputKind.Directory && (i.Kind != LoadInputKind.File || i.Name != path)))
        {
            _withOutsideInputs.Add(path);
        }
    }

    /// <summary>Forgets a file.</summary>
    public void Forget(string path)
    {
        Varying.Remove(path);
        _withOutsideInputs.Remove(path);
        if (_files.Remove(path, out var file))
        {
            foreach (var dagId in file.DagIds.Where(d => _owners.GetValueOrDefault(d) == path))
            {
                _owners.Remove(dagId);
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _files.Clear();
        _owners.Clear();
        _withOutsideInputs.Clear();
        Varying.Clear();
    }
}

/// <summary>A file as it was last read.</summary>
/// <param name="Hash">SHA-256 of its content; empty: not known.</param>
/// <param name="DagIds">The DAGs of its last successful reading.</param>
/// <param name="Inputs">What that reading read.</param>
/// <param name="IsBroken">Whether its last reading failed.</param>
/// <param name="IsRefused">Whether it failed because of what is elsewhere: another file or bundle has its DAG.</param>
/// <param name="ParsedAt">When it was last read.</param>
internal sealed record KnownFile(
    string Hash, ImmutableArray<string> DagIds, ImmutableArray<LoadInput> Inputs, bool IsBroken, bool IsRefused, DateTimeOffset ParsedAt);
