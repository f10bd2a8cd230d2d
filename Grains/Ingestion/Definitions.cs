using System.Collections.Immutable;

namespace Orrery.Grains.Ingestion;

/// <summary>Which file defines which DAG, in the course of a pass: what was known before, without what has gone, with what was read. Pure.</summary>
/// <param name="memory">What is known from before.</param>
internal sealed class Definitions(FileMemory memory)
{
    private readonly Dictionary<string, string?> _changed = new(StringComparer.Ordinal);

    /// <summary>The file that defines a DAG; null: none does.</summary>
    public string? OwnerOf(string dagId) => _changed.TryGetValue(dagId, out var path) ? path : memory.OwnerOf(dagId);

    /// <summary>A file no longer defines what it did.</summary>
    public void Release(string path, IEnumerable<string> dagIds)
    {
        foreach (var dagId in dagIds.Where(d => OwnerOf(d) == path))
        {
            _changed[dagId] = null;
        }
    }

    /// <summary>
    /// Settles who has the DAGs of files that were read together. A DAG that two files define stays with the one that had it before, else goes
    /// to the first by path; the other file is refused as a whole and keeps what it had.
    /// </summary>
    public void Settle(IReadOnlyCollection<ReadFile> files)
    {
        foreach (var file in files.Where(f => f.Errors.Count == 0))
        {
            Release(file.File.Path, PreviousOf(file).Except(file.DagIds, StringComparer.Ordinal));
        }

        foreach (var file in files.Where(f => f.Errors.Count == 0))
        {
            foreach (var dagId in file.DagIds)
            {
                if (OwnerOf(dagId) is { } other && other != file.File.Path)
                {
                    file.Refuse($"DAG '{dagId}' is also defined in '{other}': each dag_id may be defined once.");
                }
            }

            foreach (var dagId in file.IsRefused ? PreviousOf(file).Where(d => OwnerOf(d) is null) : file.DagIds)
            {
                _changed[dagId] = file.File.Path;
            }
        }
    }

    private ImmutableArray<string> PreviousOf(ReadFile file) => memory.Files.TryGetValue(file.File.Path, out var known) ? known.DagIds : [];
}
