namespace Orrery.Grains.Interfaces.Dags;

/// <summary>How far a DAG has been taken away.</summary>
[GenerateSerializer, Immutable, Alias("orrery.dag_deletion")]
public sealed record DagDeletion
{
    /// <summary>What became of the request.</summary>
    [Id(0)] public required ActionResult Outcome { get; init; }

    /// <summary>Whether nothing is left; false: ask again.</summary>
    [Id(1)] public bool IsComplete { get; init; }
}
