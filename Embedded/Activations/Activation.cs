using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Orrery.Embedded.Hosting;
using Orrery.Embedded.Storage;
using Orrery.Embedded.Streams;
using Orrery.Embedded.Timers;
using Orrery.Embedded.Turns;

namespace Orrery.Embedded.Activations;

/// <summary>One grain in memory. Its life is in the other part of this class.</summary>
internal sealed partial class Activation : IGrainContext, IMailboxOwner
{
    [ThreadStatic]
    private static Activation? _constructing;

    private readonly Lock _gate = new();
    private readonly GrainClass _class;
    private readonly Mailbox _mailbox;
    private readonly AsyncServiceScope _scope;
    private readonly List<IReadableState> _states = [];
    private readonly HashSet<ActivationTimer> _timers = [];
    private readonly HashSet<IStreamSession> _streams = [];
    private readonly TaskCompletionSource _deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IGrainBase? _grain;
    private long _lastUsed;
    private DateTimeOffset _keepUntil;

    private Activation(Silo silo, GrainClass grainClass, GrainId grainId)
    {
        Silo = silo;
        _class = grainClass;
        GrainId = grainId;
        _scope = silo.Services.CreateAsyncScope();
        _mailbox = new Mailbox(this, silo.Executor);
        _lastUsed = silo.TimeProvider.GetTimestamp();
    }

    /// <summary>The activation whose grain this thread is constructing.</summary>
    public static Activation? Constructing => _constructing;

    public Silo Silo { get; }

    public GrainId GrainId { get; }

    public GrainReference GrainReference =>
        (GrainReference)Silo.CreateReference(_class.Interfaces.Count > 0 ? _class.Interfaces[0] : typeof(IGrain), GrainId);

    public object? GrainInstance => _grain;

    public IServiceProvider ActivationServices => _scope.ServiceProvider;

    public Task Deactivated => _deactivated.Task;

    /// <summary>Roughly how much there is to do.</summary>
    public int Load => _mailbox.Load;

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => GrainId.ToString();

    public bool TryEnqueue(Request request)
    {
        request.Interleaves |= _class.IsReentrant;
        return _mailbox.TryEnqueue(request);
    }

    public async Task ProcessAsync(Request request)
    {
        try
        {
            await request.ExecuteAsync(_grain!);
        }
        finally
        {
            if (request.CountsAsUse)
            {
                Volatile.Write(ref _lastUsed, Silo.TimeProvider.GetTimestamp());
            }

            _mailbox.Complete(request);
        }
    }

    /// <summary>Called with what a request failed with. After a version clash, what the grain has in memory is not to be trusted.</summary>
    public void OnRequestFailed(Exception exception)
    {
        if (exception is InconsistentStateException { IsSourceActivation: true } clash)
        {
            clash.IsSourceActivation = false;
            Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, clash, "The stored state has another version."));
        }
    }

    public void DelayDeactivation(TimeSpan timeSpan)
    {
        lock (_gate)
        {
            _keepUntil = timeSpan == Timeout.InfiniteTimeSpan || timeSpan == TimeSpan.MaxValue
                ? DateTimeOffset.MaxValue
                : Silo.TimeProvider.GetUtcNow() + timeSpan;
        }
    }

    public IGrainTimer RegisterTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        var timer = new ActivationTimer(this, callback, options);
        lock (_gate)
        {
            if (_stage is Stage.Deactivating or Stage.Gone)
            {
                throw new InvalidOperationException($"Grain '{GrainId}' registered a timer while it was going away. Register timers in OnActivateAsync.");
            }

            _timers.Add(timer);
        }

        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    public void Forget(ActivationTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }

    /// <summary>Has a piece of state read before the grain is activated.</summary>
    public void AddState(IReadableState state) => _states.Add(state);

    public void AddStream(IStreamSession stream)
    {
        lock (_gate)
        {
            _streams.Add(stream);
        }
    }

    public void RemoveStream(IStreamSession stream)
    {
        lock (_gate)
        {
            _streams.Remove(stream);
        }
    }

    /// <summary>Runs something as a turn.</summary>
    public void Post(Action turn) => _mailbox.Scheduler.Post(turn);
}
