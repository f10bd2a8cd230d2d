namespace Orrery.Grains.Telemetry;

/// <summary>What is told of runs and tries.</summary>
public sealed record RunTelemetryOptions
{
    /// <summary>Whether metrics of runs and tries are told apart by DAG, in the label <c>dag_id</c>. Default false: with very many DAGs they are very many series.</summary>
    public bool ByDag { get; init; }
}
