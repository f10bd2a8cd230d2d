using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Orrery.Core.DagFiles;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;

namespace Orrery.Grains.Tests.Support;

/// <summary>What every suite of grains starts from: a host, and a machine that plays the agent.</summary>
public abstract class GrainSuite : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected IGrainFixture Fixture { get; private set; } = null!;

    protected IRuntimeGrain Host => Fixture.Grains.GetGrain<IRuntimeGrain>("host-1");

    public async Task InitializeAsync()
    {
        Fixture = await GrainFixture.StartAsync();
        await Host.JoinAsync(new HostInfo { Capacity = 100, Queues = ["default"] });
    }

    public virtual async Task DisposeAsync() => await Fixture.DisposeAsync();

    protected IDagGrain Dag(string dagId) => Fixture.Grains.GetGrain<IDagGrain>(dagId);

    protected IDagRunGrain Run(string dagId, string runId) => Fixture.Grains.GetGrain<IDagRunGrain>($"{dagId}/{runId}");

    protected async Task<PublishResult> PublishAsync(string yaml)
    {
        var result = DagFileParser.Parse(yaml, "test.yaml");
        result.Errors.ShouldBeEmpty();
        var dag = result.Dags.ShouldHaveSingleItem();
        return await Dag(dag.Definition.DagId).PublishAsync(new PublishRequest
        {
            Version = dag.Canonical.Version,
            Document = dag.Canonical.Document,
            Bundle = "test",
            File = "test.yaml",
            CodeReference = dag.Canonical.Version,
            CodePath = "/bundle",
            Source = yaml,
        });
    }

    protected async Task<string> TriggerAsync(string dagId, string? conf = null)
    {
        var result = await TriggerAsync(dagId, new TriggerRequest { ConfJson = conf });
        result.Outcome.Problems.ShouldBeEmpty();
        return result.RunId!;
    }

    /// <summary>Triggers a run and waits for the DAG's next turn, which starts it if it may start.</summary>
    protected async Task<TriggerResult> TriggerAsync(string dagId, TriggerRequest request)
    {
        var result = await Dag(dagId).TriggerAsync(request);
        await Dag(dagId).StartQueuedAsync();
        return result;
    }

    /// <summary>Publishes a DAG and triggers it.</summary>
    protected async Task<string> StartAsync(string dagId, string yaml)
    {
        await PublishAsync(yaml);
        return await TriggerAsync(dagId);
    }

    /// <summary>Takes exactly one task from the queue.</summary>
    protected async Task<LaunchSpec> TakeAsync()
    {
        var work = await Host.GetWorkAsync(Guid.Empty, 1, TimeSpan.FromMinutes(1)).WaitAsync(Patience);
        return work.ShouldHaveSingleItem();
    }

    /// <summary>Takes as many tasks as there must be.</summary>
    protected async Task<ImmutableArray<LaunchSpec>> TakeAsync(int count)
    {
        var taken = new List<LaunchSpec>();
        while (taken.Count < count)
        {
            taken.Add(await TakeAsync());
        }

        return [.. taken.OrderBy(s => s.Task.TaskId, StringComparer.Ordinal)];
    }

    protected Task SucceedAsync(LaunchSpec spec, string? xcom = null) =>
        ReportAsync(spec, new TaskReport { Task = spec.Task, LeaseId = spec.LeaseId, Kind = TaskReportKind.Success, XCom = xcom, ExitCode = 0, EndedAt = Fixture.Clock.GetUtcNow() });

    protected Task FailAsync(LaunchSpec spec) => ReportAsync(spec, new TaskReport
    {
        Task = spec.Task,
        LeaseId = spec.LeaseId,
        Kind = TaskReportKind.Failed,
        Reason = TaskFailureReason.ExitCode,
        Message = "The process ended with exit code 1.",
        ExitCode = 1,
        EndedAt = Fixture.Clock.GetUtcNow(),
    });

    protected async Task ReportAsync(LaunchSpec spec, TaskReport report)
    {
        ArgumentNullException.ThrowIfNull(spec);
        await Host.ReportAsync([report]).WaitAsync(Patience);
    }

    /// <summary>Waits until the run has ended; answers its tasks' states by id.</summary>
    protected async Task<(DagRunState Run, Dictionary<string, TaskInstanceState> Tasks)> EndOfAsync(string dagId, string runId)
    {
        using var limit = new CancellationTokenSource(Patience);
        var tasks = new Dictionary<string, TaskInstanceState>(StringComparer.Ordinal);
        var state = DagRunState.Queued;
        await foreach (var update in UpdatesAsync(dagId, runId, limit.Token))
        {
            state = update.Run.State;
            foreach (var task in update.Tasks)
            {
                tasks[task.TaskId] = task.State;
            }
        }

        state.IsFinished().ShouldBeTrue($"the stream of updates ended with the run {state.WireName()}");
        return (state, tasks);
    }

    /// <summary>Waits until a task is in a state.</summary>
    protected async Task UntilAsync(string dagId, string runId, string taskId, TaskInstanceState state)
    {
        using var limit = new CancellationTokenSource(Patience);
        await foreach (var update in UpdatesAsync(dagId, runId, limit.Token))
        {
            if (update.Tasks.Any(t => t.TaskId == taskId && t.State == state))
            {
                return;
            }
        }

        throw new Xunit.Sdk.XunitException($"Run {dagId}/{runId} ended and task '{taskId}' was never {state.WireName()}.");
    }

    /// <summary>Waits until something holds that follows by itself, without the clock.</summary>
    protected static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        ArgumentNullException.ThrowIfNull(holds);
        using var limit = new CancellationTokenSource(Patience);
        while (!await holds())
        {
            limit.IsCancellationRequested.ShouldBeFalse($"it never came to be that {what}");
            await Task.Yield();
        }
    }

    /// <summary>Watches a run to its end as clients do: again, when a stream ends before, because the run's grain was put down.</summary>
    private async IAsyncEnumerable<RunUpdate> UpdatesAsync(string dagId, string runId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var hasEnded = false;
        while (!hasEnded)
        {
            hasEnded = true;
            await foreach (var update in Run(dagId, runId).WatchAsync(cancellationToken).WithCancellation(cancellationToken))
            {
                hasEnded = update.Run.State.IsFinished();
                yield return update;
            }
        }
    }

    protected static string Yaml(string dagId, params string[] tasks)
    {
        var text = new StringBuilder($"dag_id: {dagId}\ntasks:\n");
        foreach (var task in tasks)
        {
            text.Append("  - ").Append(task).Append('\n');
        }

        return text.ToString();
    }
}
