using Orleans;
using Orleans.Runtime;
using Orrery.Embedded.Hosting;
using Orrery.Embedded.Turns;

namespace Orrery.Embedded.Observers;

/// <summary>An observer, called one call at a time. Referenced weakly, as everywhere in this model: who wants to observe keeps it alive.</summary>
internal sealed class ObserverTarget : IMailboxOwner
{
    private readonly WeakReference<IGrainObserver> _observer;
    private readonly Mailbox _mailbox;

    public ObserverTarget(Silo silo, GrainId id, IGrainObserver observer)
    {
        GrainId = id;
        _observer = new WeakReference<IGrainObserver>(observer);
        _mailbox = new Mailbox(this, silo.Executor);
        _mailbox.Open();
    }

    public GrainId GrainId { get; }

    /// <summary>Takes a call.</summary>
    /// <returns>Whether it was taken; not when the observer has been collected.</returns>
    public bool TryEnqueue(Request request) => _observer.TryGetTarget(out _) && _mailbox.TryEnqueue(request);

    public async Task ProcessAsync(Request request)
    {
        try
        {
            if (_observer.TryGetTarget(out var observer))
            {
                await request.ExecuteAsync(observer);
            }
            else
            {
                request.Fail(new OrleansMessageRejectionException($"Observer '{GrainId}' is not referenced by anybody any more."));
            }
        }
        finally
        {
            _mailbox.Complete(request);
        }
    }

    public bool Kill() => false;
}
