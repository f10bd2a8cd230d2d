using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime;
using Orrery.Embedded.Activations;
using Orrery.Embedded.Invocation;
using Orrery.Embedded.Serialization;

namespace Orrery.Embedded.Streams;

/// <summary>One enumeration of a grain's stream, at the grain's end. All but <see cref="Cancel"/> runs in turns of the activation.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing; the items are disposed by CloseAsync.")]
internal sealed class StreamSession<T>(GrainMethod method, object?[] arguments) : IStreamSession
{
    private const int ItemsPerBatch = 100;
    private readonly CancellationTokenSource _cancellation = new();
    private Activation? _activation;
    private IAsyncEnumerator<T>? _items;
    private Task<bool>? _next;
    private bool _aborted;

    /// <summary>
    /// Returns the next items: those that are there without waiting, or when there are none the first to come, alone: as in Orleans, the grain's
    /// method does not run on from an item it was waited for before the reader asks again.
    /// </summary>
    public async ValueTask<StreamBatch<T>> ReadAsync(Activation activation, object grain)
    {
        Start(activation, grain);
        var batch = new StreamBatch<T>([], HasEnded: false);
        var waits = _next is not null;
        try
        {
            while (batch.Items.Count < ItemsPerBatch && !(waits && batch.Items.Count > 0))
            {
                _next ??= _items!.MoveNextAsync().AsTask();
                if (!_next.IsCompleted && batch.Items.Count > 0)
                {
                    return batch;
                }

                var next = _next;
                waits |= !next.IsCompleted;
                var hasItem = await next;
                _next = null;
                if (!hasItem)
                {
                    return batch with { HasEnded = true };
                }

                batch.Items.Add(method.ResultCopier.Shares
                    ? _items!.Current
                    : (T)method.ResultCopier.Copy(_items!.Current, new CopySession())!);
            }

            return batch;
        }
        catch (OperationCanceledException) when (_aborted)
        {
            throw Aborted();
        }
    }

    /// <summary>Tells the grain that nobody wants more; may be called from anywhere.</summary>
    public void Cancel() => _activation?.Post(_cancellation.Cancel);

    /// <summary>Ends the enumeration and lets the grain's method run its finally blocks.</summary>
    public Task CloseAsync()
    {
        if (_activation is not { } activation)
        {
            return Task.CompletedTask;
        }

        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        activation.Post(() => _ = CloseAsync(closed));
        return Task.WhenAny(closed.Task, activation.Deactivated).Unwrap();
    }

    public void Abort()
    {
        _aborted = true;
        _activation!.RemoveStream(this);
        Cancel();
    }

    private static EnumerationAbortedException Aborted() =>
        new("The stream broke off because the grain's activation went away. Start over from the last item received.");

    private void Start(Activation activation, object grain)
    {
        if (_aborted || (_activation is not null && !ReferenceEquals(_activation, activation)))
        {
            throw Aborted();
        }

        if (_activation is not null)
        {
            return;
        }

        if (method.TokenIndex >= 0)
        {
            arguments[method.TokenIndex] = _cancellation.Token;
        }

        _activation = activation;
        activation.AddStream(this);
        var stream = (IAsyncEnumerable<T>)method.Invoker.Invoke(grain, arguments.AsSpan())!;
        _items = stream.GetAsyncEnumerator(_cancellation.Token);
    }

    private async Task CloseAsync(TaskCompletionSource closed)
    {
        try
        {
            await CloseItemsAsync();
            closed.TrySetResult();
        }
        catch (Exception exception)
        {
            closed.TrySetException(exception);
        }
    }

    private async Task CloseItemsAsync()
    {
        _activation!.RemoveStream(this);
        await _cancellation.CancelAsync();
        try
        {
            if (_next is not null)
            {
                await _next;
            }
        }
        catch (Exception)
        {
            // Whoever reads has been told, or does not read any more.
        }

        if (_items is not null)
        {
            await _items.DisposeAsync();
        }
    }
}
