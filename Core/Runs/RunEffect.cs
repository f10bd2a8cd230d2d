using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <summary>What must be done once a decision is durable. A closed set; doing one twice is harmless.</summary>
public abstract record RunEffect
{
    private RunEffect()
    {
    }

    /// <summary>Offer the task to the hosts of its queue.</summary>
    /// <param name="Instance">Ordinal of the task instance.</param>
    /// <param name="TryNumber">The try to offer.</param>
    public sealed record Offer(int Instance, int TryNumber) : RunEffect;

    /// <summary>Decide the inline task and feed <see cref="RunEvent.Decided"/> back.</summary>
    /// <param name="Instance">Ordinal of the task instance.</param>
    /// <param name="TryNumber">The try to decide.</param>
    public sealed record Decide(int Instance, int TryNumber) : RunEffect;

    /// <summary>Work out the instances of an expansion and feed <see cref="RunEvent.Expanded"/> back.</summary>
    /// <param name="Expansion">Its place in <see cref="RunPlan.Expansions"/>.</param>
    /// <param name="Round">To be given back with the answer.</param>
    public sealed record Expand(int Expansion, int Round) : RunEffect;

    /// <summary>Tell the host to stop the process; its report is no longer wanted, unless the task is restarting.</summary>
    /// <param name="Instance">Ordinal of the task instance.</param>
    /// <param name="Lease">The lease the process runs under.</param>
    public sealed record Stop(int Instance, Lease Lease) : RunEffect;

    /// <summary>Feed <see cref="RunEvent.TimePassed"/> at this moment, or earlier.</summary>
    /// <param name="Moment">The moment.</param>
    public sealed record WakeAt(DateTimeOffset Moment) : RunEffect;

    /// <summary>Find out whether earlier runs allow the task to start, now and whenever they change, and feed <see cref="RunEvent.PastMet"/> back.</summary>
    /// <param name="Instance">Ordinal of the task instance.</param>
    public sealed record AwaitPast(int Instance) : RunEffect;

    /// <summary>Tell the DAG that the run waits to be started (again): the answer is <see cref="RunEvent.Started"/>.</summary>
    public sealed record AwaitStart : RunEffect;

    /// <summary>Tell the DAG that one of its runs has ended.</summary>
    /// <param name="State">How it ended.</param>
    public sealed record Ended(DagRunState State) : RunEffect;
}
