namespace Orrery.Core.Queues;

/// <summary>Why a limit does not let a ready task start.</summary>
public enum WaitReason
{
    /// <summary>There is no pool of that name.</summary>
    PoolMissing,

    /// <summary>No slot is open.</summary>
    Full,

    /// <summary>The task needs more slots than there are in all: it never starts unless the limit is raised.</summary>
    TooSmall,

    /// <summary>The task needs more slots than are open.</summary>
    SlotsShort,
}
