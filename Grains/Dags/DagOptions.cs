using Orrery.Core.Mapping;

namespace Orrery.Grains.Dags;

/// <summary>What an installation decides for all DAGs.</summary>
public sealed record DagOptions
{
    /// <summary>Whether a DAG seen for the first time starts paused. Default false: deploying is the decision to run.</summary>
    public bool PausedAtCreation { get; init; }

    /// <summary>The longest list or mapping a task may push for another one to be expanded over: 1 or more, default 1024. A longer one fails it.</summary>
    public int MaxMapLength { get; init; } = ExpandLimits.DefaultMaxMapLength;
}
