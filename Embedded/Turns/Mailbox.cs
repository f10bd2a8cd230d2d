namespace Orrery.Embedded.Turns;

/// <summary>
/// The requests for one activation: those that wait and those that run. Decides which may start, by the rules of the programming model:
/// one at a time, unless both are read-only, or one interleaves, or the call belongs to a chain that was allowed to come back.
/// </summary>
internal sealed class Mailbox
{
    private readonly Lock _gate = new();
    private readonly List<Request> _running = [];
    private Request? _head;
    private Request? _tail;
    private int _waitingOvertakers;
    private int _blocking;
    private int _blockingReadOnly;
    private State _state = State.Held;
    private TaskCompletionSource? _drained;

    public Mailbox(IMailboxOwner owner, TurnExecutor executor)
    {
        Owner = owner;
        Scheduler = new TurnScheduler(executor, this);
    }

    private enum State
    {
        /// <summary>Requests wait: the activation is not ready yet, or is going away.</summary>
        Held,
        Open,
        Closed,
    }

    public IMailboxOwner Owner { get; }

    public TurnScheduler Scheduler { get; }

    /// <summary>What keeps requests from starting while the mailbox is held; <see langword="null"/> when not known.</summary>
    public Request? Holder { get; set; }

    /// <summary>The number of requests waiting or running, at a glance.</summary>
    public int Load
    {
        get
        {
            lock (_gate)
            {
                return _running.Count + (_head is null ? 0 : 1);
            }
        }
    }

    /// <summary>Takes a request in.</summary>
    /// <returns>Whether it was taken; not when the mailbox is closed.</returns>
    public bool TryEnqueue(Request request)
    {
        lock (_gate)
        {
            if (_state == State.Closed)
            {
                return false;
            }

            request.Mailbox = this;
            if (_state == State.Open && MayStart(request))
            {
                Start(request);
                return true;
            }

            AddWaiting(request);
            return true;
        }
    }

    /// <summary>Called when a request has run to its end.</summary>
    public void Complete(Request request)
    {
        lock (_gate)
        {
            _running.Remove(request);
            request.IsRunning = false;
            if (request.Blocks)
            {
                _blocking--;
                _blockingReadOnly -= request.ReadOnly ? 1 : 0;
            }

            if (_running.Count == 0)
            {
                _drained?.TrySetResult();
                _drained = null;
            }

            Pump();
        }
    }

    /// <summary>Lets requests start.</summary>
    public void Open()
    {
        lock (_gate)
        {
            if (_state == State.Held)
            {
                _state = State.Open;
                Pump();
            }
        }
    }

    /// <summary>Lets no further request start.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            if (_state == State.Open)
            {
                _state = State.Held;
            }
        }
    }

    /// <summary>Lets no further request start, if none runs or waits.</summary>
    /// <returns>Whether the mailbox was idle and open.</returns>
    public bool TryHoldIfIdle()
    {
        lock (_gate)
        {
            if (_state != State.Open || _running.Count > 0 || _head is not null)
            {
                return false;
            }

            _state = State.Held;
            return true;
        }
    }

    /// <summary>Takes no further request in.</summary>
    /// <returns>Those that were waiting.</returns>
    public List<Request> Close()
    {
        lock (_gate)
        {
            _state = State.Closed;
            var waiting = new List<Request>();
            for (var request = _head; request is not null; request = request.NextWaiting)
            {
                waiting.Add(request);
            }

            waiting.ForEach(request => request.NextWaiting = null);
            _head = _tail = null;
            _waitingOvertakers = 0;
            return waiting;
        }
    }

    /// <summary>Ends when no request runs.</summary>
    public Task WhenDrainedAsync()
    {
        lock (_gate)
        {
            return _running.Count == 0
                ? Task.CompletedTask
                : (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>The requests that run.</summary>
    public Request[] Running()
    {
        lock (_gate)
        {
            return [.. _running];
        }
    }

    /// <summary>The requests that have to end before <paramref name="request"/> may start; none when it is not waiting.</summary>
    public Request[] BlockersOf(Request request)
    {
        lock (_gate)
        {
            if (request.IsRunning)
            {
                return [];
            }

            return _state == State.Open ? [.. _running.Where(running => running.Blocks)] : Holder is { } holder ? [holder] : [];
        }
    }

    private bool MayStart(Request request) =>
        request.Interleaves
        || _blocking == 0
        || (request.ReadOnly && _blocking == _blockingReadOnly)
        || ComesBack(request);

    private bool ComesBack(Request request) =>
        request.ReentrancyId != Guid.Empty && _running.Exists(running => running.AllowedReentrancyId == request.ReentrancyId);

    private void Start(Request request)
    {
        request.Blocks = !request.Interleaves && (_blocking == 0 || (request.ReadOnly && _blocking == _blockingReadOnly));
        if (request.Blocks)
        {
            _blocking++;
            _blockingReadOnly += request.ReadOnly ? 1 : 0;
        }

        request.IsRunning = true;
        _running.Add(request);
        Scheduler.Post(request);
    }

    private void AddWaiting(Request request)
    {
        _waitingOvertakers += request.MayOvertake ? 1 : 0;
        if (_tail is null)
        {
            _head = _tail = request;
        }
        else
        {
            _tail = _tail.NextWaiting = request;
        }
    }

    private void Pump()
    {
        if (_state != State.Open)
        {
            return;
        }

        Request? previous = null;
        var request = _head;
        while (request is not null)
        {
            var next = request.NextWaiting;
            var abandoned = request.IsAbandoned;
            if (abandoned || MayStart(request))
            {
                Unlink(previous, request);
                if (!abandoned)
                {
                    Start(request);
                }
            }
            else if (_waitingOvertakers == 0)
            {
                return;
            }
            else
            {
                previous = request;
            }

            request = next;
        }
    }

    private void Unlink(Request? previous, Request request)
    {
        if (previous is null)
        {
            _head = request.NextWaiting;
        }
        else
        {
            previous.NextWaiting = request.NextWaiting;
        }

        if (ReferenceEquals(_tail, request))
        {
            _tail = previous;
        }

        request.NextWaiting = null;
        _waitingOvertakers -= request.MayOvertake ? 1 : 0;
    }
}
