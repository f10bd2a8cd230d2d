namespace Orrery.Core.Versions;

/// <summary>How a finished run speaks for or against the release it ran.</summary>
public enum RolloutOutcome
{
    /// <summary>It succeeded.</summary>
    Success = 0,

    /// <summary>It failed because of what the DAG and its code do.</summary>
    UserFailure = 1,

    /// <summary>It failed for other reasons, such as a host that was lost or somebody who marked it: says nothing of the release.</summary>
    Unrelated = 2,
}

/// <summary>What is to be done about a candidate.</summary>
public enum RolloutVerdict
{
    /// <summary>It goes on taking its share.</summary>
    Wait = 0,

    /// <summary>It goes live.</summary>
    Promote = 1,

    /// <summary>It is taken back.</summary>
    RollBack = 2,
}
