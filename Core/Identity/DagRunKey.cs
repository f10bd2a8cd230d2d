namespace Orrery.Core.Identity;

/// <summary>Which run: the id of the DAG and the id of the run, together the key of the run's grain (<c>dag_id/run_id</c>).</summary>
public readonly record struct DagRunKey
{
    /// <summary>Builds a key from checked ids.</summary>
    /// <exception cref="ArgumentException">An id is not valid; the message says how.</exception>
    public DagRunKey(string dagId, string runId)
    {
        Ids.ThrowIfInvalid(IdKind.Dag, dagId);
        Ids.ThrowIfInvalid(IdKind.Run, runId);
        DagId = dagId;
        RunId = runId;
    }

    /// <summary>Id of the DAG.</summary>
    public string DagId { get; }

    /// <summary>Id of the run, unique in its DAG.</summary>
    public string RunId { get; }

    /// <summary>Reads a grain key. A DAG id holds no slash, so the first one separates.</summary>
    /// <exception cref="ArgumentException">The text is no such key.</exception>
    public static DagRunKey Parse(string grainKey)
    {
        var slash = grainKey.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            ? new DagRunKey(grainKey[..slash], grainKey[(slash + 1)..])
            : throw new ArgumentException($"'{grainKey}' is no run key: expected 'dag_id/run_id'.", nameof(grainKey));
    }

    /// <summary>The key of the run's grain.</summary>
    public override string ToString() => $"{DagId}/{RunId}";
}
