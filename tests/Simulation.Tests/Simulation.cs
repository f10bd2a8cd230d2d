using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Embedded;
using Orrery.Grains.Bundles;
using Orrery.Grains.Catalog;
using Orrery.Grains.Dags;
using Orrery.Grains.Hosting;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Pools;
using Orrery.Grains.Interfaces.Queues;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Grains.Interfaces.Scheduling;
using Orrery.Grains.Pools;
using Orrery.Grains.Queues;
using Orrery.Grains.Runs;
using Orrery.Grains.Runtimes;
using Orrery.Grains.Scheduling;
using Orrery.Storage;

namespace Orrery.Simulation.Tests;

/// <summary>
/// The whole scheduler on one thread: the real grains on the embedded host, in an order, with delays and with faults drawn from a seed, and
/// only virtual time. Faults come for five minutes; after them every run must end.
/// </summary>
internal sealed class Simulation : IAsyncDisposable
{
    private const int QuietYields = 6;
    private static readonly TimeSpan FaultyTime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromHours(3);

    private readonly Dictionary<string, DagDefinition> _versions = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> _launched = [];
    private readonly HashSet<TaskKey> _begun = [];
    private readonly List<SimulatedHost> _hosts = [];
    private readonly EmbeddedChaosOptions _chaos;
    private readonly IHost _host;
    private string? _failure;

    private Simulation(Scenario scenario)
    {
        Scenario = scenario;
        Time = new VirtualTime(Scenario.Start);
        Store = new SimulatedStore(Time, new Random(scenario.Seed + 1), scenario);
        _chaos = new EmbeddedChaosOptions { Seed = scenario.Seed, KillProbability = scenario.KillProbability, MaxMessageDelay = scenario.MaxMessageDelay };
        _host = BuildHost();
        var invariants = new Invariants(Store, _versions, Log, Fail);
        ByHand = invariants.ByHand;
        Store.Applying = invariants.Check;
        Store.Applied = invariants.CheckLimits;
    }

    public Scenario Scenario { get; }

    public VirtualTime Time { get; }

    public SimulatedStore Store { get; }

    /// <summary>The runs a user has changed by hand.</summary>
    public HashSet<string> ByHand { get; }

    /// <summary>Everything that happened, in order.</summary>
    public List<string> Events { get; } = [];

    public bool IsFaulty => Scenario.Level != FaultLevel.None && Time.Elapsed < FaultyTime;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public IReadOnlyList<SimulatedHost> Hosts => _hosts;

    private EmbeddedFaults Faults => _host.Services.GetRequiredService<EmbeddedFaults>();

    /// <summary>Runs a seed.</summary>
    /// <returns>Everything that happened; and what went wrong, null when nothing did.</returns>
    public static async Task<(IReadOnlyList<string> Events, string? Failure)> RunAsync(int seed)
    {
        await using var simulation = new Simulation(new Scenario(seed));
        try
        {
            await simulation.RunAsync();
        }
        catch (SimulationFailedException)
        {
            // The failure says it.
        }

        return (simulation.Events, simulation._failure);
    }

    public void Log(string text) => Events.Add(string.Create(CultureInfo.InvariantCulture, $"{Time.Elapsed.TotalSeconds,10:F3} {text}"));

    public void Fail(string what)
    {
        _failure ??= what;
        Log($"FAILED {what}");
    }

    /// <summary>Takes an exception that whoever calls grains has to live with; fails for any other.</summary>
    public void Expect(Exception e, string who)
    {
        var isExpected = e is StoreUnavailableException or StoreFencedException or SiloUnavailableException or StaleActivationException
            or TimeoutException or OperationCanceledException || e.Message.Contains("must join again", StringComparison.Ordinal)
            || e.Message.Contains("stream of commands", StringComparison.Ordinal);
        Log($"{who} met {e.GetType().Name}");
        if (!isExpected || (Scenario.Level == FaultLevel.None && e is not OperationCanceledException))
        {
            Fail($"{who} met {e}");
        }
    }

    public IDagGrain Dag(string dagId) => Grains.GetGrain<IDagGrain>(dagId);

    public async Task PublishAsync(DagDefinition dag)
    {
        var canonical = CanonicalDag.Of(dag);
        _versions[canonical.Version] = dag;
        await Dag(dag.DagId).PublishAsync(new PublishRequest
        {
            Version = canonical.Version,
            Document = canonical.Document,
            Bundle = "simulated",
            File = $"{dag.DagId}.yaml",
            CodeReference = canonical.Version,
            CodePath = "/bundle",
            Source = "",
        });
    }

    public TaskOutcome OutcomeOf(TaskKey task)
    {
        var dag = _versions[Store.Run(task.DagId, task.RunId)!.Row.Version];
        return Scenario.Outcome(dag, task.RunId, dag.Tasks.Select(t => t.TaskId).ToList().IndexOf(task.TaskId), task.Ordinal, task.TryNumber);
    }

    public void Launching(string host, LaunchSpec spec)
    {
        Log($"{host} launches {spec.Task}");
        if (!_launched.Add(spec.LeaseId))
        {
            Fail($"{host} was given a lease for {spec.Task} that was given out before.");
        }

        if (spec.Sensor is not null)
        {
            // Looking twice does no harm.
            return;
        }

        if (_hosts.SelectMany(h => h.Live).Contains(spec.Task))
        {
            Fail($"{host} launches {spec.Task}, which is running already.");
        }

        if (!_begun.Add(spec.Task))
        {
            Fail($"{host} launches {spec.Task}, which was launched before and may have done its work.");
        }
    }

    public void Acknowledged(LaunchSpec spec)
    {
        if (Store.Run(spec.Task.DagId, spec.Task.RunId)!.Tasks[spec.Task.Ordinal].LeaseId == spec.LeaseId)
        {
            Fail($"The end of {spec.Task} was acknowledged and is not in the store.");
        }
    }

    /// <summary>Makes activations die, those of these grains.</summary>
    public void Kill(params IEnumerable<IGrain> grains)
    {
        foreach (var grain in grains)
        {
            if (Faults.KillActivation(grain.GetGrainId()))
            {
                Log($"{grain.GetGrainId()} dies");
            }
        }
    }

    /// <summary>The server dies with all its grains, and what it had not written is lost. It starts again.</summary>
    public Task RestartAsync()
    {
        Log("the server dies");
        Store.Crash();
        Kill(AllGrains());
        return StartAsync();
    }

    public IEnumerable<IGrain> AllGrains() =>
    [
        Grains.GetGrain<IScheduleGrain>(IScheduleGrain.OnlyShard),
        .. new[] { "default", QueueKeys.TriggersOf("default") }.Take(Scenario.HasWaits ? 2 : 1).Select(q => Grains.GetGrain<IQueueGrain>(q)),
        .. Enumerable.Range(0, Scenario.Hosts).Select(i => Grains.GetGrain<IRuntimeGrain>($"host{i}")),
        .. Scenario.Dags.Select(d => Dag(d.DagId)),
        .. LimitKeysInUse().Select(key => Grains.GetGrain<IPoolGrain>(key)),
        .. Store.Runs.Select(r => Grains.GetGrain<IDagRunGrain>(r.Name)),
    ];

    private IEnumerable<string> LimitKeysInUse() =>
    [
        Scenario.SmallPool,
        TaskDefinition.DefaultPool,
        .. Scenario.Dags.SelectMany(d => d.Tasks.Where(t => t.MaxActiveTisPerDag is not null).Select(t => LimitKeys.OfTask(d.DagId, t.TaskId))),
    ];

    public async ValueTask DisposeAsync()
    {
        Faults.KillAll();
        await _host.StopAsync();
        _host.Dispose();
    }

    private async Task RunAsync()
    {
        await _host.StartAsync();
        new SimulatedPeople(this).Plan(FaultyTime);
        for (var i = 0; i < Scenario.Hosts; i++)
        {
            var random = new Random(Scenario.StableHash($"{Scenario.Seed} host {i}"));
            _hosts.Add(new SimulatedHost(this, Grains.GetGrain<IRuntimeGrain>($"host{i}"), $"host{i}", random.Next(1, 6), random));
            _hosts[i].Start();
        }

        _ = StartAsync();
        await StepUntilAsync(() => Time.Elapsed >= FaultyTime);
        Log("no more faults");
        Scenario.Calm();
        _chaos.KillProbability = 0;
        if (Scenario.Level == FaultLevel.Dying)
        {
            _ = Scenario.EndsInCrash ? RestartAsync() : StartAsync();
        }

        await StepUntilAsync(() => Time.Elapsed > FaultyTime + Patience || IsOver());
        var left = Store.Runs.Where(r => !r.Row.State.IsFinished()).Select(r =>
            $"{r.Name} {r.Row.State.WireName()} ({string.Join(' ', r.Tasks.Values.Where(t => !t.State.IsFinished()).Select(t => $"{t.TaskId}:{t.State.WireName()}"))})").ToList();
        if (!IsOver())
        {
            Fail($"After {Patience.TotalHours} h without faults these are not done: {string.Join(", ", left)}; and due: {string.Join(", ", Scenario.Dags.Select(d => Store.Dag(d.DagId)?.NextRunAfter))}.");
        }

        if (Scenario.Level == FaultLevel.None)
        {
            Oracle.Compare(this, _versions);
        }
    }

    private bool IsOver() =>
        Store.Runs.All(r => r.Row.State.IsFinished()) && Scenario.Dags.All(d => Store.Dag(d.DagId) is { NextRunAfter: null });

    private async Task StartAsync()
    {
        for (var started = false; !started;)
        {
            try
            {
                await Grains.GetGrain<IScheduleGrain>(IScheduleGrain.OnlyShard).StartAsync();
                started = true;
            }
            catch (Exception e)
            {
                Expect(e, "starting");
                await Task.Delay(TimeSpan.FromSeconds(1), Time, CancellationToken.None);
            }
        }
    }

    private async Task StepUntilAsync(Func<bool> isDone)
    {
        await SettleAsync();
        while (!isDone() && Time.Step())
        {
            await SettleAsync();
            if (_failure is not null)
            {
                throw new SimulationFailedException();
            }
        }
    }

    /// <summary>
    /// Waits until nothing is left to do before the clock moves on. There is one thread: each yield lets run what was queued to it before, and
    /// what that queues in turn is a turn of a grain, or within a few yields no more.
    /// </summary>
    private async Task SettleAsync()
    {
        for (var quiet = 0; quiet < QuietYields; quiet = Faults.WhenQuietAsync().IsCompleted ? quiet + 1 : 0)
        {
            await Task.Yield();
        }
    }

    private IHost BuildHost()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<ILoggerFactory>(new ExceptionWatch(this));
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<IStore>(Store);
        builder.Services.AddOrreryGrains(new DagOptions(), new BundleOptions(), new RunMachineOptions());
        builder.Services.AddSingleton(new RunPks(Time, new Random(Scenario.Seed)));

        // No message is lost here, so a call that takes this long is one that never ends.
        builder.Services.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = 2 * Patience);
        builder.Services.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = 2 * Patience);
        builder.Services.Configure<GrainCollectionOptions>(o => o.CollectionAge = 2 * Patience);
        builder.UseOrleans(silo =>
        {
            silo.UseOnlyGrains(typeof(DagGrain), typeof(DagRunGrain), typeof(QueueGrain), typeof(PoolGrain), typeof(RuntimeGrain), typeof(ScheduleGrain), typeof(FeedGrain));
            silo.UseChaos(_chaos);
        });
        return builder.Build();
    }
}
