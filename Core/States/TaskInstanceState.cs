using System.Text.Json.Serialization;

namespace Orrery.Core.States;

/// <summary>The state of one task instance. The names on the wire are Airflow's; see <see cref="TaskInstanceStateFacts"/>.</summary>
/// <remarks>The numbers are stored and sent: never renumber, only append.</remarks>
[JsonConverter(typeof(TaskInstanceStateJsonConverter))]
public enum TaskInstanceState : byte
{
    /// <summary>Nothing decided yet: waits for its upstream tasks.</summary>
    None = 0,

    /// <summary>Every dependency is met; held back by a limit such as <c>max_active_tasks</c>.</summary>
    Scheduled = 1,

    /// <summary>Offered to the hosts of its queue; waits for one that has room.</summary>
    Queued = 2,

    /// <summary>Leased by a host, or being decided by the run itself.</summary>
    Running = 3,

    /// <summary>Ended well.</summary>
    Success = 4,

    /// <summary>Ended badly, with no retry left.</summary>
    Failed = 5,

    /// <summary>Decided without running: a branch or gate did not follow it, or its trigger rule says so.</summary>
    Skipped = 6,

    /// <summary>Decided without running: its trigger rule cannot be met because of upstream failures.</summary>
    UpstreamFailed = 7,

    /// <summary>Failed; the next try starts when its delay has passed.</summary>
    UpForRetry = 8,

    /// <summary>A sensor between two pokes, holding no slot.</summary>
    UpForReschedule = 9,

    /// <summary>Cleared while running: its process is being stopped, then it starts again.</summary>
    Restarting = 10,

    /// <summary>Waits for a trigger outside any worker slot.</summary>
    Deferred = 11,

    /// <summary>No longer part of the version the run is on.</summary>
    Removed = 12,
}
