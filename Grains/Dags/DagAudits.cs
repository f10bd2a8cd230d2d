using System.Text.Json.Nodes;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Dags;

/// <summary>What of a DAG the audit shows before and after a change. Pure.</summary>
internal static class DagAudits
{
    /// <summary>Where it is from, and which of its releases take runs.</summary>
    public static JsonObject Of(DagRow row) => new()
    {
        ["is_paused"] = row.IsPaused,
        ["bundle"] = row.Bundle,
        ["file"] = row.File,
        ["release"] = row.Release,
        ["candidate"] = row.CandidateRelease,
        ["policy"] = row.RolloutJson is { } json ? JsonNode.Parse(json)!["policy"]?.DeepClone() : null,
    };
}
