namespace Orrery.Grains.Dags;

/// <summary>What an installation decides for all DAGs.</summary>
public sealed record DagOptions
{
    /// <summary>Whether a DAG seen for the first time starts paused. Default false: deploying is the decision to run.</summary>
    public bool PausedAtCreation { get; init; }
}
