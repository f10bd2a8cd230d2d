using Orleans.Runtime;
using Orrery.Embedded.Hosting;
using Orrery.Embedded.Invocation;

namespace Orrery.Embedded.Streams;

/// <summary>What a call of a streaming method returns: nothing is sent before it is enumerated.</summary>
internal sealed class StreamOfGrain<T>(Silo silo, GrainReference reference, GrainMethod method, object?[] arguments) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var copies = (object?[])arguments.Clone();
        method.CopyArguments(copies);
        var token = method.TokenIndex >= 0 ? (CancellationToken)arguments[method.TokenIndex]! : CancellationToken.None;
        return new Reader(silo, reference, method, copies, [cancellationToken, token]);
    }

    private sealed class Reader(Silo silo, GrainReference reference, GrainMethod method, object?[] arguments, CancellationToken[] tokens)
        : IAsyncEnumerator<T>
    {
        private readonly StreamSession<T> _session = new(method, arguments);
        private readonly CancellationTokenSource _cancellation = CancellationTokenSource.CreateLinkedTokenSource(tokens);
        private StreamBatch<T> _batch = new([], HasEnded: false);
        private int _position = -1;

        public T Current => _batch.Items[_position];

        public async ValueTask<bool> MoveNextAsync()
        {
            if (++_position < _batch.Items.Count)
            {
                return true;
            }

            if (_batch.HasEnded)
            {
                return false;
            }

            Array.Find(tokens, token => token.IsCancellationRequested).ThrowIfCancellationRequested();
            var read = new StreamRead<T>(silo, reference, method, arguments, _session) { Timeout = Timeout.InfiniteTimeSpan };
            try
            {
                silo.Send(read);
                _batch = await read.Answer.WaitAsync(_cancellation.Token);
            }
            catch (OperationCanceledException exception)
            {
                _session.Cancel();
                var cause = Array.Find(tokens, token => token.IsCancellationRequested);
                throw new OperationCanceledException(exception.Message, exception, cause);
            }

            _position = 0;
            return _batch.Items.Count > 0;
        }

        public async ValueTask DisposeAsync()
        {
            await _session.CloseAsync();
            _cancellation.Dispose();
        }
    }
}
