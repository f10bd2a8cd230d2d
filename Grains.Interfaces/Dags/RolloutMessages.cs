namespace Orrery.Grains.Interfaces.Dags;

/// <summary>A wish for how new releases of a DAG come to be live: exactly one of <see cref="Percent"/>, <see cref="Next"/> and <see cref="IsOff"/>.</summary>
[GenerateSerializer, Immutable, Alias("orrery.rollout_request")]
public sealed record RolloutRequest
{
    /// <summary>Which share of new scheduled and manual runs takes a candidate, in percent: 1 to 100.</summary>
    [Id(0)] public int? Percent { get; init; }

    /// <summary>How many new scheduled and manual runs take a candidate: 1 or more.</summary>
    [Id(1)] public int? Next { get; init; }

    /// <summary>After how many successful runs a candidate goes live by itself; null: only by hand.</summary>
    [Id(2)] public int? PromoteAfter { get; init; }

    /// <summary>After how many runs in a row that fail because of user code a candidate is taken back by itself; null: only by hand.</summary>
    [Id(3)] public int? RollbackAfter { get; init; }

    /// <summary>Number of a release that is the candidate from now on; null: the one there is, or the next that is published.</summary>
    [Id(4)] public int? Release { get; init; }

    /// <summary>Whether new releases are live at once again. Not while a candidate is out.</summary>
    [Id(5)] public bool IsOff { get; init; }

    /// <summary>Who asks, for the audit.</summary>
    [Id(6)] public string RequestedBy { get; init; } = "api";
}

/// <summary>How a DAG's releases stand.</summary>
[GenerateSerializer, Immutable, Alias("orrery.rollout_info")]
public sealed record RolloutInfo
{
    /// <summary>Number of the live release.</summary>
    [Id(0)] public required int Live { get; init; }

    /// <summary>Number of the release that was live before; null: none that one could go back to without naming it.</summary>
    [Id(1)] public int? Previous { get; init; }

    /// <summary>Number of the release that takes a share of new runs; null: none does.</summary>
    [Id(2)] public int? Candidate { get; init; }

    /// <summary>Since when it does.</summary>
    [Id(3)] public DateTimeOffset? CandidateSince { get; init; }

    /// <summary>The share in percent; null: not by share.</summary>
    [Id(4)] public int? Percent { get; init; }

    /// <summary>The number of runs; null: not by number.</summary>
    [Id(5)] public int? Next { get; init; }

    /// <summary>After how many successful runs a candidate goes live by itself.</summary>
    [Id(6)] public int? PromoteAfter { get; init; }

    /// <summary>After how many failed runs in a row a candidate is taken back by itself.</summary>
    [Id(7)] public int? RollbackAfter { get; init; }

    /// <summary>Number of the release that was taken back, which publishing the same content does not bring back; null: none.</summary>
    [Id(8)] public int? RolledBack { get; init; }

    /// <summary>Why it was, in a sentence.</summary>
    [Id(9)] public string? Because { get; init; }

    /// <summary>Whether new releases are rolled out step by step.</summary>
    public bool IsOn => Percent is not null || Next is not null;
}

/// <summary>The answer to a change of a rollout.</summary>
[GenerateSerializer, Immutable, Alias("orrery.rollout_result")]
public sealed record RolloutResult
{
    /// <summary>What became of it.</summary>
    [Id(0)] public required ActionResult Outcome { get; init; }

    /// <summary>How the releases stand now; null when there is no such DAG.</summary>
    [Id(1)] public RolloutInfo? Rollout { get; init; }
}

/// <summary>What to do with the candidates of a bundle.</summary>
public enum BundleRolloutAction
{
    /// <summary>Say how new releases of its DAGs come to be live.</summary>
    Set = 0,

    /// <summary>Make every candidate live.</summary>
    Promote = 1,

    /// <summary>Take every candidate back.</summary>
    RollBack = 2,
}

/// <summary>The answer to a change of the rollouts of a bundle.</summary>
[GenerateSerializer, Immutable, Alias("orrery.bundle_rollout_result")]
public sealed record BundleRolloutResult
{
    /// <summary>Done if it was done for every DAG it is about; else what is wrong, DAG by DAG. Other DAGs may have been changed.</summary>
    [Id(0)] public required ActionResult Outcome { get; init; }

    /// <summary>How many DAGs were changed.</summary>
    [Id(1)] public int Changed { get; init; }
}
