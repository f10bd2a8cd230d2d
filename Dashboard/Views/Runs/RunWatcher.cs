using Orrery.Client;

namespace Orrery.Dashboard.Views.Runs;

/// <summary>Keeps a <see cref="RunBoard"/> up to date for as long as somebody looks at the run.</summary>
/// <param name="client">Where updates come from.</param>
/// <param name="clock">Paces attempts after a failure.</param>
/// <param name="dagId">Id of the DAG.</param>
/// <param name="runId">Id of the run.</param>
/// <param name="changed">Called after each change, from any thread; must return at once.</param>
public sealed class RunWatcher(IOrreryClient client, TimeProvider clock, string dagId, string runId, Action changed)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly RunBoard _board = new();
    private TaskCompletionSource _wake = New();

    /// <summary>What keeps updates from coming; null while they do.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads the board while no update is being taken over.</summary>
    public T Read<T>(Func<RunBoard, T> read)
    {
        lock (_gate)
        {
            return read(_board);
        }
    }

    /// <summary>Says that something about the run has changed: an ended run is watched anew, since it may go on after tasks were cleared.</summary>
    public void Wake() => _wake.TrySetResult();

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var wake = _wake = New();
            try
            {
                if (await WatchOnceAsync(cancellationToken))
                {
                    await wake.Task.WaitAsync(cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Problem = exception.Message;
                changed();
                await Task.Delay(Pause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // True when the run has ended; false when an update was missed.
    private async Task<bool> WatchOnceAsync(CancellationToken cancellationToken)
    {
        await foreach (var update in client.WatchRunAsync(dagId, runId, cancellationToken))
        {
            Problem = null;
            bool isComplete;
            lock (_gate)
            {
                isComplete = _board.Apply(update);
            }

            if (!isComplete)
            {
                return false;
            }

            changed();
        }

        return true;
    }
}
