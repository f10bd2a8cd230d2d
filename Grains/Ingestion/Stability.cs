using System.Text.Json.Nodes;
using Orrery.Core.Json;
using Orrery.Runtime.Loading;

namespace Orrery.Grains.Ingestion;

/// <summary>Compares two readings of the same file. Pure.</summary>
internal static class Stability
{
    /// <summary>What is different, and what to do about it; null: nothing.</summary>
    public static string? Compare(LoadedFile first, LoadedFile second)
    {
        if (second.Errors.Length > 0)
        {
            return $"it was read twice, the second time with an error, so it depends on more than its inputs: {second.Errors[0].Message}";
        }

        var others = second.Dags.ToDictionary(d => d.Definition.DagId, StringComparer.Ordinal);
        foreach (var dag in first.Dags)
        {
            if (!others.Remove(dag.Definition.DagId, out var other))
            {
                return $"DAG '{dag.Definition.DagId}' was there in one of two readings only: DAG ids must not depend on time or chance.";
            }

            if (dag.Canonical.Version != other.Canonical.Version)
            {
                var path = JsonDifference.FirstPath(JsonNode.Parse(dag.Canonical.Document), JsonNode.Parse(other.Canonical.Document));
                return $"DAG '{dag.Definition.DagId}' differs between two readings of the same file at {path}: each reading makes a new version. "
                    + "Take the time, chance or order out of it, or move it into the task.";
            }
        }

        return others.Count == 0 ? null : $"DAG '{others.Keys.First()}' was there in one of two readings only: DAG ids must not depend on time or chance.";
    }
}
