namespace Orrery.Core.Dags;

/// <summary>When a task may start, given the states of its direct upstream tasks. Names and meaning are Airflow's.</summary>
/// <remarks>The numbers are stored and sent: never renumber, only append.</remarks>
public enum TriggerRule : byte
{
    /// <summary>All upstream tasks succeeded. The default.</summary>
    AllSuccess = 0,

    /// <summary>All upstream tasks failed or are upstream_failed.</summary>
    AllFailed = 1,

    /// <summary>All upstream tasks are finished, however they ended.</summary>
    AllDone = 2,

    /// <summary>At least one upstream task succeeded; does not wait for the others.</summary>
    OneSuccess = 3,

    /// <summary>At least one upstream task failed; does not wait for the others.</summary>
    OneFailed = 4,

    /// <summary>At least one upstream task succeeded or failed; does not wait for the others.</summary>
    OneDone = 5,

    /// <summary>No upstream task failed: all succeeded or were skipped.</summary>
    NoneFailed = 6,

    /// <summary>No upstream task failed, and at least one succeeded.</summary>
    NoneFailedMinOneSuccess = 7,

    /// <summary>No upstream task was skipped, and all are finished.</summary>
    NoneSkipped = 8,

    /// <summary>All upstream tasks were skipped.</summary>
    AllSkipped = 9,

    /// <summary>Starts at once, whatever the upstream tasks do.</summary>
    Always = 10,

    /// <summary>All upstream tasks are finished, none skipped, and at least one succeeded.</summary>
    AllDoneMinOneSuccess = 11,

    /// <summary>All upstream tasks are finished and at least one upstream setup succeeded. A teardown's default.</summary>
    AllDoneSetupSuccess = 12,
}
