using Orrery.Core.Dags;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Simulation.Tests;

/// <summary>Those who use the installation, and the bad luck it has: plans from the seed what happens when.</summary>
internal sealed class SimulatedPeople(Simulation simulation)
{
    private readonly Random _random = new(simulation.Scenario.Seed + 2);
    private readonly Random _answers = new(simulation.Scenario.Seed + 3);
    private readonly Scenario _scenario = simulation.Scenario;
    private readonly List<Task> _pauses = [];

    /// <summary>Publishes the DAGs, and sets timers for all that happens until <paramref name="end"/>.</summary>
    public void Plan(TimeSpan end)
    {
        foreach (var dag in _scenario.Dags)
        {
            _ = TryAsync("publish", () => simulation.PublishAsync(dag));
            for (var n = _random.Next(1, 5); n > 0; n--)
            {
                simulation.Time.After(_random.NextDouble() * (end - TimeSpan.FromMinutes(1)), () =>
                    _ = TryAsync("trigger", () => simulation.Dag(dag.DagId).TriggerAsync(new TriggerRequest())));
            }
        }

        for (var n = _scenario.HasWaits ? _answers.Next(2, 20) : 0; n > 0; n--)
        {
            simulation.Time.After(_answers.NextDouble() * end, Answer);
        }

        for (var n = _scenario.Level == FaultLevel.None ? 0 : _random.Next(4, 25); n > 0; n--)
        {
            simulation.Time.After(_random.NextDouble() * end, Interfere);
        }

        if (_scenario.Level != FaultLevel.None)
        {
            simulation.Time.After(end + TimeSpan.FromSeconds(10), () => _ = ResumeAsync());
        }
    }

    /// <summary>Whoever pauses a DAG resumes it in the end, once no wish to pause it is under way any more.</summary>
    private async Task ResumeAsync()
    {
        await Task.WhenAll(_pauses);
        foreach (var dag in _scenario.Dags)
        {
            _ = TryAsync("resume", () => simulation.Dag(dag.DagId).SetPausedAsync(false));
        }
    }

    private void Answer()
    {
        var asking = simulation.Store.Runs
            .SelectMany(r => r.Tasks.Values.Where(t => t.State == TaskInstanceState.Deferred && r.Approvals.ContainsKey(t.Ordinal)).Select(t => (r.Name, t.TaskId)))
            .OrderBy(_ => _answers.Next()).FirstOrDefault();
        if (asking.Name is { } run)
        {
            var answer = new ApprovalAnswer
            {
                TaskId = asking.TaskId,
                ChosenOptions = [_answers.Next(2) == 0 ? TaskAction.Approval.Approve : TaskAction.Approval.Reject],
                RespondedBy = "ada",
            };
            _ = TryAsync($"answer {run} {answer.TaskId}", () => simulation.Grains.GetGrain<IDagRunGrain>(run).AnswerAsync(answer));
        }
    }

    private void Interfere()
    {
        if (!simulation.IsFaulty)
        {
            // A clock that jumped has brought it after the end of all faults.
            return;
        }

        var dag = _scenario.Dags[_random.Next(_scenario.Dags.Count)];
        var run = simulation.Store.Runs.Where(r => r.Row.DagId == dag.DagId).OrderBy(_ => _random.Next()).FirstOrDefault();
        var host = simulation.Hosts[_random.Next(simulation.Hosts.Count)];
        switch (_random.Next(_scenario.Level == FaultLevel.Dying ? 15 : 12))
        {
            case 0 when run is not null:
                ByHand(run.Name, "clear", r => r.ClearAsync([.. dag.Tasks.Where(_ => _random.Next(3) == 0).Select(t => t.TaskId)]));
                break;
            case 1 when run is not null:
                ByHand(run.Name, "mark", r => r.MarkAsync(_random.Next(2) == 0 ? DagRunState.Success : DagRunState.Failed));
                break;
            case 2 when run is not null:
                var state = (TaskInstanceState)_random.Next((int)TaskInstanceState.Success, (int)TaskInstanceState.Skipped + 1);
                ByHand(run.Name, "mark task", r => r.MarkTaskAsync(dag.Tasks[_random.Next(dag.Tasks.Count)].TaskId, state is TaskInstanceState.UpstreamFailed ? TaskInstanceState.Failed : state));
                break;
            case 3 or 4:
                var version = _random.Next(3);
                _ = TryAsync("publish", () => simulation.PublishAsync(Scenario.NextVersion(dag, version)));
                break;
            case 5:
                var paused = _random.Next(2) == 0;
                _pauses.Add(TryAsync(paused ? "pause" : "resume", () => simulation.Dag(dag.DagId).SetPausedAsync(paused)));
                break;
            case 6:
                var jump = TimeSpan.FromSeconds(_random.Next(1, 100));
                simulation.Log($"the clock jumps {jump}");
                simulation.Time.Jump(jump);
                break;
            case 7:
                simulation.Log("a host loses contact");
                host.LoseContact(TimeSpan.FromSeconds(_random.Next(1, 150)));
                break;
            case 8 or 9:
                var withMachine = _random.Next(2) == 0;
                simulation.Log(withMachine ? "a machine dies" : "an agent dies");
                host.Die(withMachine, TimeSpan.FromSeconds(_random.Next(1, 120)));
                break;
            case 10:
                simulation.Log("the store is away");
                simulation.Store.GoAway(TimeSpan.FromSeconds(_random.Next(1, 30)));
                break;
            case 11 when run is { Row.State: DagRunState.Running }:
                // A start that is told twice: the run tells others again whatever it has to.
                _ = TryAsync($"repeat {run.Name}", () => simulation.Grains.GetGrain<IDagRunGrain>(run.Name).StartAsync());
                break;
            case 12:
                _ = simulation.RestartAsync();
                break;
            case > 12:
                simulation.Kill(simulation.AllGrains().OrderBy(_ => _random.Next()).Take(2));
                break;
            default:
                break;
        }
    }

    private void ByHand(string run, string what, Func<IDagRunGrain, Task> act)
    {
        simulation.ByHand.Add(run);
        _ = TryAsync($"{what} {run}", () => act(simulation.Grains.GetGrain<IDagRunGrain>(run)));
    }

    /// <summary>Does something, again and again if need be, as people do.</summary>
    private async Task TryAsync(string what, Func<Task> act)
    {
        for (var n = 0; n < 20; n++)
        {
            try
            {
                simulation.Log(what);
                await act();
                return;
            }
            catch (Exception e)
            {
                simulation.Expect(e, what);
                await Task.Delay(TimeSpan.FromSeconds(2), simulation.Time, CancellationToken.None);
            }
        }
    }
}
