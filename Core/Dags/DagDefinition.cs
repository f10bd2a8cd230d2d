using Orrery.Core.Assets;
using Orrery.Core.Identity;

namespace Orrery.Core.Dags;

/// <summary>A DAG, as its canonical document says it: no paths, no times of parsing, no layout.</summary>
public sealed record DagDefinition
{
    /// <summary>Default of <see cref="MaxActiveRuns"/>.</summary>
    public const int DefaultMaxActiveRuns = 16;

    /// <summary>Default of <see cref="MaxActiveTasks"/>.</summary>
    public const int DefaultMaxActiveTasks = 16;

    /// <summary>The DAG's id, unique in the installation: letters, digits, <c>_</c>, <c>-</c>, <c>.</c>; at most 250 characters.</summary>
    public required string DagId { get; init; }

    /// <summary>What the DAG is for, in words.</summary>
    public string? Description { get; init; }

    /// <summary>When runs are created by themselves. Default: only by hand.</summary>
    public ScheduleDefinition Schedule { get; init; } = new ScheduleDefinition.None();

    /// <summary>IANA name of the time zone of the schedule. Default <c>UTC</c>.</summary>
    public string Timezone { get; init; } = "UTC";

    /// <summary>No scheduled run lies before it. Null: no bound.</summary>
    public DateTimeOffset? StartDate { get; init; }

    /// <summary>No scheduled run lies after it. Null: no bound.</summary>
    public DateTimeOffset? EndDate { get; init; }

    /// <summary>Whether runs missed while the DAG was paused, new or the server away are made up for. Default false.</summary>
    public bool Catchup { get; init; }

    /// <summary>How many runs may be running at once: 1 or more, default 16. Further ones wait queued.</summary>
    public int MaxActiveRuns { get; init; } = DefaultMaxActiveRuns;

    /// <summary>Why runs may exist, sorted by name: a run of another type is refused. Null: for any reason.</summary>
    public IReadOnlyList<DagRunType>? AllowedRunTypes { get; init; }

    /// <summary>How many tasks of one run may be queued or running at once: 1 or more, default 16.</summary>
    public int MaxActiveTasks { get; init; } = DefaultMaxActiveTasks;

    /// <summary>How long a run may take before it fails. Null: no limit.</summary>
    public TimeSpan? DagRunTimeout { get; init; }

    /// <summary>Whether the first task that fails for good ends the whole run. Default false.</summary>
    public bool FailFast { get; init; }

    /// <summary>How many runs in a row may fail before the DAG is paused. Default 0: it is never paused by itself.</summary>
    public int MaxConsecutiveFailedDagRuns { get; init; }

    /// <summary>Whether the DAG starts paused when it is first seen; null (default): as the installation says.</summary>
    public bool? IsPausedUponCreation { get; init; }

    /// <summary>The parameters, by name.</summary>
    public IReadOnlyDictionary<string, ParamDefinition> Params { get; init; } = new Dictionary<string, ParamDefinition>(StringComparer.Ordinal);

    /// <summary>What the DAG says of assets beyond their URIs; each URI once.</summary>
    public IReadOnlyList<AssetDefinition> Assets { get; init; } = [];

    /// <summary>Which assets must have news for a run to be created because of them; null: runs are not created so.</summary>
    public AssetExpression? ScheduleAssets => Schedule switch
    {
        ScheduleDefinition.Assets assets => assets.Condition,
        ScheduleDefinition.AssetOrTime either => either.Condition,
        _ => null,
    };

    /// <summary>Environment variables of every task; values are templates.</summary>
    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Words to find the DAG by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Who answers for the DAG.</summary>
    public string? Owner { get; init; }

    /// <summary>Whether the DAG may have runs of this type.</summary>
    public bool Allows(DagRunType type) => AllowedRunTypes is null || AllowedRunTypes.Contains(type);

    /// <summary>The groups of its tasks; ids are unique, and those in which a group lies are there. Their order means nothing.</summary>
    public IReadOnlyList<TaskGroupDefinition> TaskGroups { get; init; } = [];

    /// <summary>The tasks; ids are unique and edges free of cycles. Their order means nothing.</summary>
    public required IReadOnlyList<TaskDefinition> Tasks { get; init; }
}
