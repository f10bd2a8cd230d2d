using Orrery.Core.Waits;

namespace Orrery.Core.Runs;

/// <summary>What a try waits for, and how long it has.</summary>
public sealed record TaskWait
{
    /// <summary>When it began to wait; a sensor's time counts from here.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>How often it was looked. A host that looks by itself does not say.</summary>
    public int Looks { get; init; }

    /// <summary>When it is looked next, or wakes by itself. Null: a host looks, or only somebody's answer ends it.</summary>
    public DateTimeOffset? NextLookAt { get; init; }

    /// <summary>The moment it waits for, or at which its time is up. Null: none.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What it waits for, in words that follow "waits for". Null while nobody has looked.</summary>
    public string? For { get; init; }

    /// <summary>The run it waits for, as <c>dag_id/run_id</c>. Null: none, or not created yet.</summary>
    public string? Run { get; init; }

    /// <summary>URI of the asset whose news it waits for. Null: none.</summary>
    public string? Asset { get; init; }

    /// <summary>What its process deferred itself to. Null: it waits as its task says.</summary>
    public Deferral? Deferral { get; init; }

    /// <summary>What came of <see cref="Deferral"/>, for the process that is started again. Null while it waits.</summary>
    public string? EventJson { get; init; }
}
