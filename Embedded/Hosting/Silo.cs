using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization;
using Orrery.Embedded.Activations;
using Orrery.Embedded.Filters;
using Orrery.Embedded.Invocation;
using Orrery.Embedded.Serialization;
using Orrery.Embedded.Turns;

namespace Orrery.Embedded.Hosting;

/// <summary>The host of grains: makes references, and takes calls from them to activations and observers.</summary>
internal sealed class Silo
{
    private readonly ProxyFactory _proxies;
    private readonly ClientMessagingOptions _clientMessaging;

    public Silo(
        IServiceProvider services,
        TimeProvider timeProvider,
        ILogger<Silo> logger,
        GrainClassMap classes,
        IOptions<EmbeddedOptions> options,
        IOptions<SiloMessagingOptions> messaging,
        IOptions<ClientMessagingOptions> clientMessaging,
        IOptions<GrainCollectionOptions> collection,
        IOptions<ExceptionSerializationOptions> exceptions)
    {
        Services = services;
        TimeProvider = timeProvider;
        Logger = logger;
        Options = options.Value;
        Messaging = messaging.Value;
        Collection = collection.Value;
        _clientMessaging = clientMessaging.Value;
        Copier = new MessageCopier(Options.Strict, exceptions.Value);
        Executor = services.GetService<EmbeddedChaosOptions>() is { } chaos
            ? new SeededTurnExecutor(chaos, timeProvider)
            : new PoolTurnExecutor();
        IncomingFilters = [.. services.GetServices<IIncomingGrainCallFilter>()];
        OutgoingFilters = [.. services.GetServices<IOutgoingGrainCallFilter>()];
        Catalog = new Catalog(this, classes);
        _proxies = new ProxyFactory(this, Copier);
    }

    public IServiceProvider Services { get; }

    public TimeProvider TimeProvider { get; }

    public ILogger Logger { get; }

    public EmbeddedOptions Options { get; }

    public SiloMessagingOptions Messaging { get; }

    public GrainCollectionOptions Collection { get; }

    public MessageCopier Copier { get; }

    public TurnExecutor Executor { get; }

    public Catalog Catalog { get; }

    public InFlightCalls InFlight { get; } = new();

    public IIncomingGrainCallFilter[] IncomingFilters { get; }

    public IOutgoingGrainCallFilter[] OutgoingFilters { get; }

    /// <summary>Whether calls from outside grains are taken.</summary>
    public bool IsRunning { get; set; }

    public object CreateReference(Type interfaceType, GrainId grainId) => _proxies.Create(interfaceType, grainId);

    /// <summary>Calls a method, through the filters of the caller.</summary>
    public Task<T> CallAsync<T>(GrainReference reference, GrainMethod method, object?[] arguments) => OutgoingFilters.Length == 0
        ? SendAsync<T>(reference, method, arguments)
        : new OutgoingCallContext<T>(this, reference, method, arguments).InvokeAsync();

    /// <summary>Makes a call and sends it, past the filters.</summary>
    public Task<T> SendAsync<T>(GrainReference reference, GrainMethod method, object?[] arguments)
    {
        if (method.TokenIndex >= 0 && arguments[method.TokenIndex] is CancellationToken { IsCancellationRequested: true } token)
        {
            return Task.FromCanceled<T>(token);
        }

        GrainCall<T> call;
        try
        {
            method.CopyArguments(arguments);
            call = new GrainCall<T>(this, reference, method, arguments)
            {
                SentAt = TimeProvider.GetTimestamp(),
                Timeout = method.Timeout ?? (TurnScheduler.CurrentMailbox is null ? _clientMessaging : (MessagingOptions)Messaging).ResponseTimeout,
            };
        }
        catch (SerializerException exception)
        {
            return Task.FromException<T>(exception);
        }

        call.LinkToken(Messaging.CancelRequestOnTimeout);
        Send(call);
        return method.OneWay ? Task.FromResult(default(T)!) : call.Answer;
    }

    /// <summary>Sends a call.</summary>
    public void Send(GrainCall call)
    {
        if (!IsRunning && call.Source is null)
        {
            call.Fail(new SiloUnavailableException($"{call} was not called: the host of grains has not started, or is stopping."));
            return;
        }

        if (!call.Method.OneWay)
        {
            InFlight.Add(call);
            if (call.IsAbandoned)
            {
                // Cancelled before it was among those in flight, so nobody has taken it out.
                InFlight.Remove(call);
                return;
            }
        }

        Executor.Deliver(Catalog.Receive, call);
    }
}
