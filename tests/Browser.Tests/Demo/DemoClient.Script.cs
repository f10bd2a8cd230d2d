using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Orrery.Client;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Reruns;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Browser.Tests.Demo;

/// <content>What scripts do to the installation.</content>
public sealed partial class DemoClient
{
    /// <summary>An installation that is new.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _dags.Clear();
            _runs.Clear();
            _errors.Clear();
        }
    }

    public void PutDag(DagInfo dag)
    {
        lock (_gate)
        {
            _dags[dag.DagId] = dag;
            Tell(dag.DagId, null);
        }
    }

    public void PutStructure(string version, DagStructure structure) => _structures[version] = structure;

    public void PutDocument(string version, JsonObject document) => _documents[version] = document;

    /// <summary>Does something to a task, and with what is downstream to all that come after it; or only says to which.</summary>
    private RerunResult Chosen(
        string dagId, RunSelection runs, ImmutableArray<TaskSelector> tasks, bool withDownstream, bool isDryRun, string what, Func<TaskInstanceInfo, TaskInstanceInfo> change)
    {
        var (runId, taskId) = (runs.RunIds.Single(), tasks.Single().TaskId);
        var found = _tasks[(dagId, runId)].SkipWhile(t => t.TaskId != taskId).TakeWhile((_, i) => withDownstream || i == 0).ToList();
        if (!isDryRun)
        {
            Requests.Enqueue($"{what} {string.Join(',', found.Select(t => t.TaskId))}");
            foreach (var task in found)
            {
                Move(dagId, runId, task.TaskId, change);
            }
        }

        return new RerunResult { Outcome = ActionResult.Done, Runs = [new RunTasks { Outcome = ActionResult.Done, Tasks = [.. found] }] };
    }

    public void PutRun(DagRunInfo run)
    {
        lock (_gate)
        {
            _runs.RemoveAll(r => r.DagId == run.DagId && r.DagRunId == run.DagRunId);
            _runs.Add(run);
            Tell(run.DagId, run.DagRunId);
            Push(run, []);
        }
    }

    /// <summary>Puts all tasks of a run without telling anybody.</summary>
    public void PutTasks(string dagId, string runId, IEnumerable<TaskInstanceInfo> tasks)
    {
        lock (_gate)
        {
            _tasks[(dagId, runId)] = [.. tasks];
        }
    }

    /// <summary>Puts what a run's column looks like, for runs whose tasks nobody looks at.</summary>
    public void PutCells(string dagId, string runId, RunCells cells)
    {
        lock (_gate)
        {
            _cells[(dagId, runId)] = cells;
        }
    }

    public void PutTries(string dagId, string runId, string taskId, params TaskTryInfo[] tries)
    {
        lock (_gate)
        {
            _tries[(dagId, runId, taskId)] = [.. tries];
        }
    }

    public DemoLog PutLog(string dagId, string runId, string taskId, int tryNumber, bool isComplete)
    {
        lock (_gate)
        {
            return _logs[new LogAddress(dagId, runId, taskId, tryNumber)] = new DemoLog(isComplete);
        }
    }

    public void PutImportError(ImportErrorInfo error)
    {
        lock (_gate)
        {
            _errors.Add(error);
            Tell("", null);
        }
    }

    /// <summary>Lets a task of a run ask.</summary>
    public void PutApproval(ApprovalInfo approval)
    {
        lock (_gate)
        {
            _approvals.Add(approval);
            Move(approval.DagId, approval.DagRunId, approval.TaskId, t => t with { Operator = "approval", State = TaskInstanceState.Deferred, TryNumber = approval.TryNumber });
        }
    }

    /// <summary>Changes one task of a run; its watchers hear of it.</summary>
    public void Move(string dagId, string runId, string taskId, Func<TaskInstanceInfo, TaskInstanceInfo> change)
    {
        lock (_gate)
        {
            var tasks = _tasks[(dagId, runId)];
            var place = tasks.FindIndex(t => t.TaskId == taskId);
            tasks[place] = change(tasks[place]);
            Push(_runs.First(r => r.DagId == dagId && r.DagRunId == runId), [tasks[place]]);
        }
    }

    /// <summary>Changes the run itself; an ended one closes its watchers.</summary>
    public void Move(string dagId, string runId, Func<DagRunInfo, DagRunInfo> change)
    {
        lock (_gate)
        {
            var run = change(_runs.First(r => r.DagId == dagId && r.DagRunId == runId));
            PutRun(run);
            if (run.State.IsFinished())
            {
                foreach (var (channel, key) in _watchers)
                {
                    if (key == (dagId, runId))
                    {
                        channel.Writer.TryComplete();
                    }
                }
            }
        }
    }

    /// <summary>Makes the next update of a run look as if one before it was lost.</summary>
    public void LoseAnUpdate(string dagId, string runId)
    {
        lock (_gate)
        {
            Next(dagId, runId);
        }
    }

    /// <summary>Takes the installation away, or brings it back.</summary>
    public void SetDown(bool isDown)
    {
        lock (_gate)
        {
            _isDown = isDown;
            if (!isDown)
            {
                return;
            }

            foreach (var channel in _feeds.Keys)
            {
                channel.Writer.TryComplete(Down());
            }

            foreach (var channel in _watchers.Keys)
            {
                channel.Writer.TryComplete(Down());
            }
        }
    }

    private void Push(DagRunInfo run, IEnumerable<TaskInstanceInfo> tasks)
    {
        var update = new RunUpdate { Sequence = Next(run.DagId, run.DagRunId), IsSnapshot = false, Run = run, Tasks = [.. tasks] };
        foreach (var (channel, key) in _watchers)
        {
            if (key == (run.DagId, run.DagRunId))
            {
                channel.Writer.TryWrite(update);
            }
        }
    }

    private long Next(string dagId, string runId) => _sequences[(dagId, runId)] = _sequences.GetValueOrDefault((dagId, runId)) + 1;

    private void Tell(string dagId, string? runId)
    {
        foreach (var channel in _feeds.Keys)
        {
            channel.Writer.TryWrite([new ChangeNotice { DagId = dagId, RunId = runId }]);
        }
    }
}
