using System.Text.Json.Serialization;

namespace Orrery.Core.States;

/// <summary>The state of a run of a DAG. The numbers are stored and sent: never renumber, only append.</summary>
[JsonConverter(typeof(DagRunStateJsonConverter))]
public enum DagRunState : byte
{
    /// <summary>Created; waits until the DAG may have one more active run.</summary>
    Queued = 0,

    /// <summary>Its tasks are being scheduled.</summary>
    Running = 1,

    /// <summary>Ended well: every leaf succeeded or was skipped.</summary>
    Success = 2,

    /// <summary>Ended badly: a leaf failed, the run timed out, or nothing could go on.</summary>
    Failed = 3,
}
