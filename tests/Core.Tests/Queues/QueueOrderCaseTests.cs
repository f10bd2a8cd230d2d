using System.Globalization;
using System.Text.Json;
using Orrery.Core.Queues;
using Orrery.Core.Tests.Cases;
using Xunit.Abstractions;

namespace Orrery.Core.Tests.Queues;

/// <summary>One round of handing out, with the queue, the books and the rule the grains use; who holds what comes from the case.</summary>
public sealed class QueueOrderCaseTests(ITestOutputHelper output)
{
    [Fact]
    public void TryTake_ForEveryCase_PicksInOrderAndPassesOverTheBlocked() => CaseRun.All("queue_order", output, c =>
    {
        var (picked, waiting) = new Round(c.Body).Run();
        var expected = c.Expect.GetProperty("waiting").EnumerateArray().Select(w => $"{w.GetProperty("id")}:{w.GetProperty("reason")}");
        return (Text(c.Expect.GetProperty("picked").EnumerateArray().Select(p => p.GetString()!), expected), Text(picked, waiting));

        static string Text(IEnumerable<string> picked, IEnumerable<string> waiting) =>
            $"{string.Join(' ', picked)} | {string.Join(' ', waiting.Order(StringComparer.Ordinal))}";
    });

    private sealed record Lane(string Dag, string Run, string Task, string Pool, int Slots);

    /// <summary>The slots of one limit, as a case gives them.</summary>
    private sealed class Limit(int slots)
    {
        public int Slots { get; } = slots;

        public SlotBook Book { get; } = new();

        public WaitReason? Look(int wanted) => SlotRule.Look(Slots, Book.Occupied, wanted);

        public void Hold(int wanted) => Book.Grant(new Guid(Book.Held + 1, 0, 0, new byte[8]), wanted, default);
    }

    private sealed class Round
    {
        private readonly LaneQueue<Lane, string> _queue = new();
        private readonly Dictionary<string, Limit> _pools;
        private readonly Dictionary<(string Dag, string Run), Limit> _runs = [];
        private readonly Dictionary<(string Dag, string Task), Limit> _tasks = [];
        private readonly Dictionary<(string Dag, string Run, string Task), Limit> _tasksOfRuns = [];
        private readonly Dictionary<string, JsonElement> _dags;
        private readonly HashSet<(string Dag, string Run)> _notRunning;
        private readonly Limit _executor;
        private readonly Limit _round;

        public Round(JsonElement c)
        {
            _executor = new Limit(c.GetProperty("executor_slots").GetInt32());
            _round = new Limit(c.GetProperty("round_limit").GetInt32());
            _pools = c.GetProperty("pools").EnumerateArray().ToDictionary(p => p.GetProperty("name").GetString()!, p => new Limit(p.GetProperty("slots").GetInt32()));
            var counting = c.GetProperty("pools").EnumerateArray().Where(p => p.GetProperty("include_deferred").GetBoolean()).Select(p => p.GetProperty("name").GetString()!).ToHashSet();
            _dags = c.GetProperty("dags").EnumerateArray().ToDictionary(d => d.GetProperty("id").GetString()!);
            _notRunning = [.. c.GetProperty("runs_not_running").EnumerateArray().Select(r => (r.GetProperty("dag").GetString()!, r.GetProperty("run").GetString()!))];
            foreach (var cap in c.GetProperty("task_caps").EnumerateArray())
            {
                var (dag, task) = (cap.GetProperty("dag").GetString()!, cap.GetProperty("task").GetString()!);
                _tasks[(dag, task)] = new Limit(cap.Find("per_dag")?.GetInt32() ?? SlotRule.Unlimited);
                foreach (var run in c.GetProperty("instances").EnumerateArray().Select(i => i.GetProperty("run").GetString()!).Distinct())
                {
                    _tasksOfRuns[(dag, run, task)] = new Limit(cap.Find("per_run")?.GetInt32() ?? SlotRule.Unlimited);
                }
            }

            var arrivals = 0;
            foreach (var i in c.GetProperty("instances").EnumerateArray())
            {
                var lane = new Lane(
                    i.GetProperty("dag").GetString()!, i.GetProperty("run").GetString()!, i.GetProperty("task").GetString()!,
                    i.GetProperty("pool").GetString()!, i.GetProperty("pool_slots").GetInt32());
                _runs.TryAdd((lane.Dag, lane.Run), new Limit(_dags[lane.Dag].GetProperty("max_active_tasks").GetInt32()));
                switch (i.GetProperty("state").GetString())
                {
                    case "scheduled":
                        var date = DateTimeOffset.Parse(i.GetProperty("logical_date").GetString()!, CultureInfo.InvariantCulture);
                        _queue.Add(lane, new QueuePlace(i.GetProperty("weight").GetInt32(), date, i.GetProperty("map_index").GetInt32(), arrivals++), i.GetProperty("id").GetString()!);
                        break;
                    case "running" or "queued":
                        // What ran before takes no part of this round's own limits.
                        foreach (var (limit, wanted, _) in LimitsOf(lane)[..4])
                        {
                            limit?.Hold(wanted);
                        }

                        break;
                    case "deferred" when counting.Contains(lane.Pool):
                        _pools[lane.Pool].Book.Deferred += lane.Slots;
                        break;
                    default:
                        break;
                }
            }
        }

        public (List<string> Picked, List<string> Waiting) Run()
        {
            var picked = new List<string>();
            var reasons = new Dictionary<Lane, string>();
            var waiting = new List<string>();
            while (_queue.TryTake(out var lane, out var place, out var id))
            {
                if (ReasonOf(lane) is { } reason)
                {
                    // Back to its lane, which is closed now: the others of it are not even looked at.
                    _queue.Add(lane, place, id);
                    _queue.Close(lane);
                    reasons[lane] = reason;
                    continue;
                }

                picked.Add(id);
                foreach (var (limit, wanted, _) in LimitsOf(lane))
                {
                    limit?.Hold(wanted);
                }
            }

            foreach (var (lane, reason) in reasons)
            {
                waiting.AddRange(_queue.TasksOf(lane).Select(id => $"{id}:{reason}"));
            }

            return (picked, waiting);
        }

        private string? ReasonOf(Lane lane)
        {
            if (_dags[lane.Dag].GetProperty("paused").GetBoolean())
            {
                return "dag_paused";
            }

            if (_notRunning.Contains((lane.Dag, lane.Run)))
            {
                return "run_not_running";
            }

            if (!_pools.TryGetValue(lane.Pool, out var pool))
            {
                return "pool_missing";
            }

            return pool.Look(lane.Slots) switch
            {
                WaitReason.Full => "pool_full",
                WaitReason.TooSmall => "pool_too_small",
                WaitReason.SlotsShort => "pool_slots_short",
                _ => LimitsOf(lane)[1..].FirstOrDefault(l => l.Limit?.Look(l.Wanted) is not null).Reason,
            };
        }

        private (Limit? Limit, int Wanted, string Reason)[] LimitsOf(Lane lane) =>
        [
            (_pools.GetValueOrDefault(lane.Pool), lane.Slots, "pool_full"),
            (_runs[(lane.Dag, lane.Run)], 1, "run_cap"),
            (_tasks.GetValueOrDefault((lane.Dag, lane.Task)), 1, "task_cap"),
            (_tasksOfRuns.GetValueOrDefault((lane.Dag, lane.Run, lane.Task)), 1, "task_run_cap"),
            (_executor, 1, "executor_full"),
            (_round, 1, "round_limit"),
        ];
    }
}
