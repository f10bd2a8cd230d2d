namespace Orrery.Embedded.Turns;

/// <summary>
/// Runs the turns of one activation one after another: the starts of requests, and what follows their awaits.
/// An await in a turn captures this scheduler, so its continuation comes back here.
/// </summary>
internal sealed class TurnScheduler(TurnExecutor executor, Mailbox mailbox) : TaskScheduler, IThreadPoolWorkItem
{
    private const int TurnsPerSlice = 64;
    private static readonly Action<object?> StartRequest = static state => ((Request)state!).Start();

    [ThreadStatic]
    private static TurnScheduler? _current;

    private readonly Lock _gate = new();
    private readonly Queue<object> _turns = new();
    private bool _scheduled;
    private bool _dead;
    private long _turnCount;

    /// <summary>The mailbox whose turn this thread is running; <see langword="null"/> outside turns.</summary>
    public static Mailbox? CurrentMailbox => _current?.Mailbox;

    public Mailbox Mailbox { get; } = mailbox;

    /// <summary>Turns run so far: as long as it stands still, the activation makes no progress.</summary>
    public long TurnCount => Volatile.Read(ref _turnCount);

    /// <summary>Adds a turn that starts a request.</summary>
    public void Post(Request request) => Add(request);

    /// <summary>Adds a turn.</summary>
    public void Post(Action turn) => Add(turn);

    /// <summary>Runs no further turn, as if the process had died between two awaits.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            _dead = true;
            _turns.Clear();
        }
    }

    /// <summary>Runs one turn.</summary>
    /// <returns>Whether there are more; if not, <see cref="TurnExecutor.Schedule"/> is called again when there are.</returns>
    public bool RunOne()
    {
        if (TryTake() is not { } turn)
        {
            return false;
        }

        Volatile.Write(ref _turnCount, _turnCount + 1);
        var outer = _current;
        _current = this;
        try
        {
            // Tasks for requests and actions are made here, on a pool thread without ambient context, so that nothing of the sender's
            // leaks into the grain.
            switch (turn)
            {
                case Request:
                    new Task(StartRequest, turn).RunSynchronously(this);
                    break;
                case Action action:
                    new Task(action).RunSynchronously(this);
                    break;
                default:
                    TryExecuteTask((Task)turn);
                    break;
            }
        }
        finally
        {
            _current = outer;
        }

        return HasMore();
    }

    void IThreadPoolWorkItem.Execute()
    {
        for (var i = 0; i < TurnsPerSlice; i++)
        {
            if (!RunOne())
            {
                return;
            }
        }

        executor.Schedule(this);
    }

    protected override void QueueTask(Task task) => Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(_current, this) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
        {
            return [.. _turns.OfType<Task>()];
        }
    }

    private void Add(object turn)
    {
        lock (_gate)
        {
            if (_dead)
            {
                return;
            }

            _turns.Enqueue(turn);
            if (_scheduled)
            {
                return;
            }

            _scheduled = true;
        }

        executor.Schedule(this);
    }

    private object? TryTake()
    {
        lock (_gate)
        {
            if (_turns.TryDequeue(out var turn))
            {
                return turn;
            }

            _scheduled = false;
            return null;
        }
    }

    private bool HasMore()
    {
        lock (_gate)
        {
            return _scheduled = _turns.Count > 0;
        }
    }
}
