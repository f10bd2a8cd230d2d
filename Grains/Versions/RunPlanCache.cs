using System.Text.Json.Nodes;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Storage;

namespace Orrery.Grains.Versions;

/// <summary>
/// Compiled versions, shared by all grains of a silo. A version never changes, so nothing here is ever stale; the least recently used
/// leave when the cache holds more than its share of tasks.
/// </summary>
/// <param name="store">Where the documents are.</param>
/// <param name="capacity">How many tasks, over all versions, are kept compiled. Default one million (about 300 MB).</param>
public sealed class RunPlanCache(IStore store, int capacity = 1_000_000)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();
    private int _tasks;

    /// <summary>The compiled version; null when the store has none of that name.</summary>
    public async ValueTask<RunPlan?> FindAsync(string version)
    {
        if (Lookup(version) is { } known)
        {
            return known;
        }

        // Two grains may compile the same version at once; both results are equal, and one of them stays.
        if (await store.GetDagVersionAsync(version) is not { } row)
        {
            return null;
        }

        var document = JsonNode.Parse(row.Document)!.AsObject();
        return Add(version, RunPlan.Compile(DagDocument.FromJson(document)));
    }

    /// <summary>The compiled version.</summary>
    /// <exception cref="InvalidOperationException">The store has none of that name, although a row refers to it.</exception>
    public async ValueTask<RunPlan> GetAsync(string version) => await FindAsync(version)
        ?? throw new InvalidOperationException($"DAG version {version} is not in the store although a run or DAG refers to it: restore the store from a backup.");

    /// <summary>Keeps a version that was just compiled.</summary>
    public RunPlan Add(string version, RunPlan plan)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(version, out var existing))
            {
                return existing.Value.Plan;
            }

            _entries[version] = _byUse.AddFirst(new Entry(version, plan));
            _tasks += plan.Count;
            while (_tasks > capacity && _byUse.Last is { } oldest && oldest != _byUse.First)
            {
                _byUse.RemoveLast();
                _entries.Remove(oldest.Value.Version);
                _tasks -= oldest.Value.Plan.Count;
            }

            return plan;
        }
    }

    private RunPlan? Lookup(string version)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(version, out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Plan;
        }
    }

    private sealed record Entry(string Version, RunPlan Plan);
}
