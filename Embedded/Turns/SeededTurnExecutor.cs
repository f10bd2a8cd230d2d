namespace Orrery.Embedded.Turns;

/// <summary>
/// Runs all turns of all activations one at a time, and delivers messages, in an order drawn from a seed;
/// now and then it kills an activation instead of running its next turn.
/// </summary>
internal sealed class SeededTurnExecutor(EmbeddedChaosOptions options, TimeProvider timeProvider) : TurnExecutor, IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(options.Seed);
    private readonly List<TurnScheduler> _ready = [];
    private readonly List<(Action<Request> Receive, Request Message)> _messages = [];
    private readonly List<TaskCompletionSource> _waitingForQuiet = [];
    private bool _pumping;

    public override void Schedule(TurnScheduler scheduler)
    {
        lock (_gate)
        {
            _ready.Add(scheduler);
            StartPump();
        }
    }

    public override void Deliver(Action<Request> receive, Request message)
    {
        TimeSpan delay;
        lock (_gate)
        {
            delay = options.MaxMessageDelay * _random.NextDouble();
            if (delay == TimeSpan.Zero)
            {
                Add(receive, message);
                return;
            }
        }

        ITimer? timer = null;
        timer = timeProvider.CreateTimer(
            _ =>
            {
                timer?.Dispose();
                lock (_gate)
                {
                    Add(receive, message);
                }
            },
            null,
            delay,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends when there is neither a turn to run nor a message to deliver without the clock moving on.</summary>
    public Task WhenQuietAsync()
    {
        lock (_gate)
        {
            if (!_pumping)
            {
                return Task.CompletedTask;
            }

            var quiet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waitingForQuiet.Add(quiet);
            return quiet.Task;
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (!TryDraw(out var scheduler, out var kill, out var delivery))
        {
            return;
        }

        if (scheduler is null)
        {
            delivery.Receive(delivery.Message);
        }
        else if (!(kill && scheduler.Mailbox.Owner.Kill()) && scheduler.RunOne())
        {
            Schedule(scheduler);
        }

        // Behind what the turn itself has queued to the pool: on a pool of one thread that is done before the next draw.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Add(Action<Request> receive, Request message)
    {
        _messages.Add((receive, message));
        StartPump();
    }

    private void StartPump()
    {
        if (!_pumping)
        {
            _pumping = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private bool TryDraw(out TurnScheduler? scheduler, out bool kill, out (Action<Request> Receive, Request Message) delivery)
    {
        lock (_gate)
        {
            scheduler = null;
            kill = false;
            delivery = default;
            if (_ready.Count + _messages.Count == 0)
            {
                _pumping = false;
                _waitingForQuiet.ForEach(quiet => quiet.TrySetResult());
                _waitingForQuiet.Clear();
                return false;
            }

            var index = _random.Next(_ready.Count + _messages.Count);
            if (index < _ready.Count)
            {
                scheduler = _ready[index];
                _ready.RemoveAt(index);
                kill = options.KillProbability > 0 && _random.NextDouble() < options.KillProbability;
            }
            else
            {
                delivery = _messages[index - _ready.Count];
                _messages.RemoveAt(index - _ready.Count);
            }

            return true;
        }
    }
}
