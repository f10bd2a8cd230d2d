namespace Orrery.Embedded.Invocation;

/// <summary>
/// The calls somebody waits for. A linked list through the calls themselves, in stripes by thread, so that adding and removing one
/// costs an uncontended lock and no memory; whoever looks for time-outs and cycles walks all of them.
/// </summary>
internal sealed class InFlightCalls
{
    private readonly Stripe[] _stripes = [.. Enumerable.Range(0, 16).Select(_ => new Stripe())];

    public void Add(GrainCall call)
    {
        call.Stripe = Environment.CurrentManagedThreadId % _stripes.Length;
        var stripe = _stripes[call.Stripe];
        lock (stripe.Gate)
        {
            call.Next = stripe.First;
            if (stripe.First is not null)
            {
                stripe.First.Previous = call;
            }

            stripe.First = call;
        }
    }

    /// <summary>Removes a call, if it is there.</summary>
    public void Remove(GrainCall call)
    {
        if (call.Stripe < 0)
        {
            return;
        }

        var stripe = _stripes[call.Stripe];
        lock (stripe.Gate)
        {
            if (call.Previous is not null)
            {
                call.Previous.Next = call.Next;
            }
            else if (ReferenceEquals(stripe.First, call))
            {
                stripe.First = call.Next;
            }

            if (call.Next is not null)
            {
                call.Next.Previous = call.Previous;
            }

            call.Previous = call.Next = null;
        }
    }

    public List<GrainCall> Snapshot()
    {
        var calls = new List<GrainCall>();
        foreach (var stripe in _stripes)
        {
            lock (stripe.Gate)
            {
                for (var call = stripe.First; call is not null; call = call.Next)
                {
                    calls.Add(call);
                }
            }
        }

        return calls;
    }

    private sealed class Stripe
    {
        public Lock Gate { get; } = new();

        public GrainCall? First { get; set; }
    }
}
