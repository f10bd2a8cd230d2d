using System.Globalization;
using Orrery.Core.Dags;
using Orrery.Core.Queues;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Core.Tests.Runs;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Pools;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests;

/// <summary>Random DAGs through grains and a real store, one event after the other: after each the reference scheduler says the same.</summary>
public sealed class ReferenceTests : IAsyncLifetime
{
    private const int Seeds = 300;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private IGrainFixture _fixture = null!;
    private IRuntimeGrain _host = null!;
    private int _dags;

    public async Task InitializeAsync()
    {
        // Retries come at once and nothing else waits for time, so the clock of the machine will do.
        _fixture = await GrainFixture.StartAsync(TimeProvider.System);
        _host = _fixture.Grains.GetGrain<IRuntimeGrain>("host-1");
        await _host.JoinAsync(new HostInfo { Capacity = 1000, Queues = ["default"] });
        foreach (var pool in RandomDag.Pools)
        {
            await _fixture.Grains.GetGrain<IPoolGrain>(pool).SetAsync(new PoolSettings { Slots = SlotRule.Unlimited });
        }
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Run_ForRandomDags_AgreesWithTheReferenceAfterEveryEvent()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new RandomDag(seed);
            var problem = await DisagreementAsync(random, Launched(random.Dag), seed);
            problem.ShouldBeNull($"seed {seed}");
        }
    }

    /// <summary>The DAG with every task on the host and retries without delay: then the test alone decides what happens when.</summary>
    private static DagDefinition Launched(DagDefinition dag) => dag with
    {
        Tasks =
        [
            .. dag.Tasks.Select(t => t with
            {
                RetryDelay = TimeSpan.Zero,
                RetryExponentialBackoff = 0,
                Action = t.Action switch
                {
                    TaskAction.Branch => new TaskAction.Branch(new DecisionSource.Bash("x")),
                    TaskAction.ShortCircuit gate => new TaskAction.ShortCircuit(new DecisionSource.Bash("x"), gate.IgnoreDownstreamTriggerRules),
                    _ => new TaskAction.Bash("x"),
                },
            }),
        ],
    };

    private async Task<string?> DisagreementAsync(RandomDag script, DagDefinition dag, int seed)
    {
        dag = dag with { DagId = string.Create(CultureInfo.InvariantCulture, $"random{++_dags}") };
        var order = new Random(seed);
        var (run, runId) = await StartAsync(dag);
        var reference = new ReferenceScheduler(dag, runId);
        reference.Started();
        var held = new List<LaunchSpec>();
        for (var last = "it started"; ;)
        {
            if (await DifferenceAsync(run, reference) is { } difference)
            {
                return $"after {last}: {difference}";
            }

            var offered = reference.States.Count(s => s == TaskInstanceState.Queued);
            if (offered + held.Count == 0)
            {
                return null;
            }

            if (order.Next(offered + held.Count) < offered)
            {
                var spec = (await _host.GetWorkAsync(Guid.Empty, 1, Patience)).ShouldHaveSingleItem();
                held.Add(spec);
                last = $"{spec.Task.TaskId} was leased";
                reference.Leased(spec.Task.Ordinal);
            }
            else
            {
                var spec = held[order.Next(held.Count)];
                held.Remove(spec);
                var outcome = script.Outcome(dag, spec.Task.Ordinal, reference.Tries[spec.Task.Ordinal]);
                last = $"{spec.Task.TaskId} ended with {outcome}";
                await _host.ReportAsync([ToReport(spec, outcome)]);
                if (reference.States[spec.Task.Ordinal] == TaskInstanceState.Running)
                {
                    reference.Finished(spec.Task.Ordinal, outcome, default);
                    reference.TimePassed(DateTimeOffset.MaxValue);
                }
            }
        }
    }

    private async Task<(IDagRunGrain Run, string RunId)> StartAsync(DagDefinition dag)
    {
        var canonical = CanonicalDag.Of(dag);
        var grain = _fixture.Grains.GetGrain<IDagGrain>(dag.DagId);
        await grain.PublishAsync(new PublishRequest
        {
            Version = canonical.Version,
            Document = canonical.Document,
            Bundle = "random",
            File = $"{dag.DagId}.yaml",
            CodeReference = canonical.Version,
            CodePath = "/bundle",
            Source = "",
        });
        var triggered = await grain.TriggerAsync(new TriggerRequest());
        triggered.Outcome.Problems.ShouldBeEmpty();
        return (_fixture.Grains.GetGrain<IDagRunGrain>($"{dag.DagId}/{triggered.RunId}"), triggered.RunId!);
    }

    /// <summary>Waits until the run is as the reference is; says how it differs when it does not become so.</summary>
    private static async Task<string?> DifferenceAsync(IDagRunGrain run, ReferenceScheduler reference)
    {
        var expected = string.Join(' ', reference.States.Select((s, t) => $"t{t:D2}:{s.WireName()}/{reference.Tries[t]}"));
        var tasks = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var actual = "";
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await foreach (var update in run.WatchAsync(limit.Token).WithCancellation(limit.Token))
            {
                foreach (var task in update.Tasks)
                {
                    tasks[task.TaskId] = $"{task.TaskId}:{task.State.WireName()}/{task.TryNumber}";
                }

                actual = string.Join(' ', tasks.Values);
                if (actual == expected && update.Run.State == reference.Run)
                {
                    return null;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Said below.
        }

        return $"\n  {actual}\nand by the reference\n  {expected}, run {reference.Run.WireName()}";
    }

    private static TaskReport ToReport(LaunchSpec spec, TaskOutcome outcome)
    {
        var report = new TaskReport { Task = spec.Task, LeaseId = spec.LeaseId, Kind = TaskReportKind.Success, EndedAt = default };
        return outcome switch
        {
            TaskOutcome.Skip => report with { Kind = TaskReportKind.Skipped },
            TaskOutcome.Fail { Failure: var f } => report with { Kind = TaskReportKind.Failed, Reason = f.Reason, Message = f.Message, ExitCode = 1 },
            TaskOutcome.Branch branch => report with { XCom = $"\"{string.Join(' ', branch.TaskIds)}\"" },
            TaskOutcome.Gate gate => report with { XCom = gate.Pass ? "true" : "false" },
            _ => report,
        };
    }
}
