namespace Orrery.Embedded.Turns;

/// <summary>Something an activation does on behalf of somebody: a call, a timer's run, the next items of a stream.</summary>
internal abstract class Request
{
    /// <summary>The request on whose behalf this one was sent; <see langword="null"/> when sent from outside grains, and for timers.</summary>
    public Request? Caller { get; init; }

    /// <summary>Whether it may start while others run, and others while it runs.</summary>
    public bool Interleaves { get; set; }

    /// <summary>Whether it may run together with others of the kind.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Whether it counts as use of the activation.</summary>
    public virtual bool CountsAsUse => true;

    /// <summary>The call chain it belongs to, when that may come back to grains in it.</summary>
    public Guid ReentrancyId { get; init; }

    /// <summary>The call chain that may come back to the activation while this request runs.</summary>
    public Guid AllowedReentrancyId { get; set; }

    /// <summary>Whether it may ever start before one that came earlier.</summary>
    public bool MayOvertake => Interleaves || ReadOnly || ReentrancyId != Guid.Empty;

    /// <summary>Where it waits or runs.</summary>
    public Mailbox? Mailbox { get; set; }

    /// <summary>Whether it is running, as opposed to waiting; guarded by the mailbox.</summary>
    public bool IsRunning { get; set; }

    /// <summary>Whether others have to wait for it; guarded by the mailbox.</summary>
    public bool Blocks { get; set; }

    /// <summary>The next one waiting; guarded by the mailbox.</summary>
    public Request? NextWaiting { get; set; }

    /// <summary>Whether nobody waits for the outcome any more: not worth starting.</summary>
    public abstract bool IsAbandoned { get; }

    /// <summary>Carries the request out on its target.</summary>
    public abstract Task ExecuteAsync(object target);

    /// <summary>Answers with a failure, unless it is answered already.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>Starts it, on the mailbox's scheduler.</summary>
    public void Start() => _ = Mailbox!.Owner.ProcessAsync(this);
}
