using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using Orrery.Embedded.Hosting;
using Orrery.Embedded.Turns;

namespace Orrery.Embedded.Invocation;

/// <summary>A call of a method of a grain or an observer, from when it is sent until it is answered.</summary>
internal abstract class GrainCall : Request, IInvokable
{
    protected GrainCall(Silo silo, GrainReference reference, GrainMethod method, object?[] arguments)
    {
        Silo = silo;
        Reference = reference;
        Method = method;
        Arguments = arguments;
        var context = CallContext.Current;
        Caller = context.Request;
        Values = silo.Copier.CopyValues(context.Values);
        ReadOnly = method.ReadOnly;
        Interleaves = method.AlwaysInterleave;
        if (context.Values is not null && RequestContext.ReentrancyId is var id && id != Guid.Empty)
        {
            ReentrancyId = id;
            if (Caller is not null)
            {
                Caller.AllowedReentrancyId = id;
            }
        }
    }

    public Silo Silo { get; }

    public GrainReference Reference { get; }

    public GrainId Target => Reference.GrainId;

    public GrainMethod Method { get; }

    public object?[] Arguments { get; }

    public System.Collections.Immutable.ImmutableDictionary<string, object>? Values { get; }

    /// <summary>The grain or observer that calls; <see langword="null"/> when called from elsewhere.</summary>
    public IMailboxOwner? Source { get; } = TurnScheduler.CurrentMailbox?.Owner;

    /// <summary>When it was sent, as a timestamp of the host's clock.</summary>
    public long SentAt { get; init; }

    /// <summary>How long the caller waits.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>Neighbours among the calls in flight; guarded by <see cref="InFlightCalls"/>.</summary>
    public GrainCall? Previous { get; set; }

    /// <inheritdoc cref="Previous"/>
    public GrainCall? Next { get; set; }

    public int Stripe { get; set; } = -1;

    /// <summary>Makes the outcome a time-out.</summary>
    public abstract void Expire(TimeoutException exception);

    public int GetArgumentCount() => Arguments.Length;

    public object? GetArgument(int index) => Arguments[index];

    public void SetArgument(int index, object value) => Arguments[index] = value;

    public string GetMethodName() => Method.Method.Name;

    public string GetInterfaceName() => Method.InterfaceName;

    /// <summary>Which call it is, for messages.</summary>
    public override string ToString() => $"{Method.DisplayName} on grain '{Target}'";
}
