using System.Globalization;
using System.Text;
using Orrery.Client;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Faults.Tests;

/// <summary>
/// Many runs of a diamond of ten tasks, to be disturbed. Each run has an id of its own from the beginning, so that whoever asked for one and
/// got no answer asks again.
/// </summary>
/// <param name="runs">How many runs.</param>
internal sealed class DiamondLoad(int runs)
{
    public const string DagId = "diamond";
    private const int TasksOfRun = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string[] _runIds = [.. Enumerable.Range(0, runs).Select(i => string.Create(CultureInfo.InvariantCulture, $"r{i:0000}"))];
    private readonly TaskCompletionSource[] _exist =
        [.. Enumerable.Range(0, runs).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];

    private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What callers were told while the store or the server was away.</summary>
    public List<string> Refusals { get; } = [];

    /// <summary>The DAG. A task that is a process leaves a line that says which it is. All weigh the same, so that runs end one after the other.</summary>
    /// <param name="isProcess">Whether its tasks are processes; else they are empty.</param>
    public static string Yaml(bool isProcess)
    {
        var yaml = new StringBuilder($"dag_id: {DagId}\nmax_active_runs: 1000\nmax_active_tasks: 1000\ndefault_args: {{weight_rule: absolute}}\ntasks:\n");
        for (var i = 0; i < TasksOfRun; i++)
        {
            var action = isProcess ? "bash: 'echo $ORRERY_RUN_ID $ORRERY_TASK_ID >> TRACES/done'" : "empty: true";
            var upstream = i switch { 0 => "", TasksOfRun - 1 => ", depends_on: [t1, t2, t3, t4, t5, t6, t7, t8]", _ => ", depends_on: t0" };
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{task_id: t{i}, {action}{upstream}}}\n");
        }

        return yaml.ToString();
    }

    /// <summary>Asks a server for every run until it dies.</summary>
    public async Task TriggerUntilDeathAsync(IOrreryClient client, CancellationToken death)
    {
        try
        {
            await TriggerAsync(client, death);
        }
        catch (OperationCanceledException) when (death.IsCancellationRequested)
        {
            // The rest is another's.
        }
    }

    /// <summary>Asks for every run; one that gets no clear answer is asked for again until it does.</summary>
    public async Task TriggerAsync(IOrreryClient client, CancellationToken giveUp = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(giveUp);
        limit.CancelAfter(Patience);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, runs),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = limit.Token },
            async (run, cancellationToken) =>
            {
                while (await TryTriggerAsync(client, _runIds[run], cancellationToken) is { } refusal)
                {
                    lock (Refusals)
                    {
                        Refusals.Add(refusal);
                    }

                    _refused.TrySetResult();

                    cancellationToken.ThrowIfCancellationRequested();
                }

                _exist[run].TrySetResult();
            });
    }

    /// <summary>Waits until a caller was told that a run cannot be made now.</summary>
    public Task RefusedAsync() => _refused.Task.WaitAsync(Patience);

    /// <summary>Waits until this share of the runs has ended: by then others are under way and some have not begun.</summary>
    public async Task PartAsync(IOrreryClient client, double share)
    {
        var run = (int)(runs * share);
        await _exist[run].Task.WaitAsync(Patience);
        await EndAsync(client, _runIds[run]);
    }

    /// <summary>Waits until all runs have ended, and checks that each is whole: every task succeeded at its first try.</summary>
    /// <param name="client">The server to ask.</param>
    /// <param name="said">What the servers said, for messages.</param>
    public async Task CheckAsync(IOrreryClient client, params object[] said)
    {
        foreach (var runId in _runIds)
        {
            (await EndAsync(client, runId)).ShouldBe(DagRunState.Success, $"run {runId}: {string.Join('\n', said)}");
            var tasks = await client.ListTaskInstancesAsync(DagId, runId);
            tasks.Length.ShouldBe(TasksOfRun, runId);
            foreach (var task in tasks)
            {
                (task.State, task.TryNumber).ShouldBe((TaskInstanceState.Success, 1), $"{runId}/{task.TaskId}: {task.FailureMessage}");
            }
        }
    }

    /// <summary>Checks that every task of every run was carried out exactly once.</summary>
    public void CheckTraces(FaultFolder folder) =>
        folder.Lines("done").Order(StringComparer.Ordinal).ShouldBe(
            _runIds.SelectMany(runId => Enumerable.Range(0, TasksOfRun).Select(i => string.Create(CultureInfo.InvariantCulture, $"{runId} t{i}"))),
            "a task ran twice or never");

    /// <returns>What the caller was told when there was no answer; null once the run exists.</returns>
    private static async Task<string?> TryTriggerAsync(IOrreryClient client, string runId, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = (await client.TriggerAsync(DagId, new TriggerRequest { RunId = runId }, cancellationToken)).Outcome;

            // One that asked before and was not answered may have been heard all the same.
            outcome.Status.ShouldBeOneOf(ActionStatus.Done, ActionStatus.Conflict);
            return null;
        }
        catch (OrreryUnavailableException e)
        {
            return e.Message;
        }
    }

    /// <summary>The state in which a run ended. A stream that breaks off, because the store was away, is asked for again.</summary>
    private static async Task<DagRunState> EndAsync(IOrreryClient client, string runId)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            try
            {
                await foreach (var update in client.WatchRunAsync(DagId, runId, limit.Token))
                {
                    if (update.Run.State is DagRunState.Success or DagRunState.Failed)
                    {
                        return update.Run.State;
                    }
                }
            }
            catch (OrreryUnavailableException)
            {
                // Asked again.
            }
        }
    }
}
