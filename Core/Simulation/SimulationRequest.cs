using Orrery.Core.Dags;
using Orrery.Core.Timetables;

namespace Orrery.Core.Simulation;

/// <summary>What to play through: a DAG's coming schedule, from a moment on.</summary>
public sealed record SimulationRequest
{
    /// <summary>Default of <see cref="DefaultDuration"/>: 1 minute.</summary>
    public static readonly TimeSpan OneMinute = TimeSpan.FromMinutes(1);

    /// <summary>The DAG, valid.</summary>
    public required DagDefinition Dag { get; init; }

    /// <summary>The moment at which virtual time starts; no run is under way then.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Runs that are due before this much time has passed are played, each to its end.</summary>
    public required TimeSpan Horizon { get; init; }

    /// <summary>Data interval of the newest scheduled run before; null when there was none.</summary>
    public DataInterval? Last { get; init; }

    /// <summary>How long each task takes, by task id.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Durations { get; init; } = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);

    /// <summary>How long a task takes that has no entry in <see cref="Durations"/>. Default 1 minute.</summary>
    public TimeSpan DefaultDuration { get; init; } = OneMinute;

    /// <summary>How many tasks the hosts run at once, over all runs; null (default): no limit.</summary>
    public int? Slots { get; init; }

    /// <summary>
    /// Slots of the pools, by name, −1 for any number; a task on another pool than these never starts. Null (default): the pools are not known, and
    /// no limit. All slots are open when the play begins.
    /// </summary>
    public IReadOnlyDictionary<string, int>? Pools { get; init; }

    /// <summary>After this many runs the play ends early. Default 10,000.</summary>
    public int MaxRuns { get; init; } = 10_000;
}
