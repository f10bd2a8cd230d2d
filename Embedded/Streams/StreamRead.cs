using Orleans.Runtime;
using Orrery.Embedded.Activations;
using Orrery.Embedded.Hosting;
using Orrery.Embedded.Invocation;

namespace Orrery.Embedded.Streams;

/// <summary>A call for the next items of a stream. It interleaves, so that waiting for items does not hold the grain up.</summary>
internal sealed class StreamRead<T> : GrainCall<StreamBatch<T>>
{
    private readonly StreamSession<T> _session;

    public StreamRead(Silo silo, GrainReference reference, GrainMethod method, object?[] arguments, StreamSession<T> session)
        : base(silo, reference, method, arguments)
    {
        _session = session;
        Interleaves = true;
    }

    protected override StreamBatch<T> CopyResult(StreamBatch<T> result) => result;

    protected override ValueTask<StreamBatch<T>> InvokeAsync(object target) => _session.ReadAsync((Activation)Mailbox!.Owner, target);
}
