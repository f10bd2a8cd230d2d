namespace Orrery.Core.Runs;

/// <summary>Why an event changes nothing. Legal and expected: messages arrive late and twice.</summary>
public enum IgnoreReason
{
    /// <summary>The report belongs to a lease that was superseded by a clear, a retry or a lost host.</summary>
    StaleLease,

    /// <summary>The event is about a try that is over.</summary>
    StaleTry,

    /// <summary>What the event asks for is already so.</summary>
    AlreadyDone,

    /// <summary>The task is not in a state in which the event means anything.</summary>
    WrongTaskState,

    /// <summary>The run is not in a state in which the event means anything.</summary>
    WrongRunState,

    /// <summary>A task is running, and whoever asked does not want running tasks cleared.</summary>
    TaskIsRunning,

    /// <summary>Nothing was due yet.</summary>
    NothingDue,

    /// <summary>The slots of the lease were granted under an older count of their limit: they may be somebody else's by now.</summary>
    GrantVoid,
}
