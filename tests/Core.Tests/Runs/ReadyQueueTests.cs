using Orrery.Core.Dags;
using Orrery.Core.Runs;

namespace Orrery.Core.Tests.Runs;

public sealed class ReadyQueueTests
{
    [Fact]
    public void Heads_AfterAnyChanges_AreTheFirstInstancesOfLanesWithinTheirLimitsInOrder()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var state = RunState.Create(RunPlan.Compile(Dag(random)), "r", RunDriver.Epoch);
            var instances = new InstanceTable(state.Plan.Count);
            for (var i = 0; i < state.Count; i++)
            {
                instances.Add(i, state.TaskOf(i), state.MapIndexOf(i));
            }

            var queue = new ReadyQueue(state.Plan, instances);
            var ready = new SortedSet<long>();
            var limits = Enumerable.Repeat(long.MaxValue, state.Plan.Lanes.Count).ToArray();
            for (var step = 0; step < 200; step++)
            {
                var instance = random.Next(state.Count);
                var place = ReadyQueue.PlaceOf(state.Plan, state.TaskOf(instance), state.MapIndexOf(instance));
                var lane = random.Next(state.Plan.Lanes.Count);
                switch (random.Next(5))
                {
                    case 0 or 1 when ready.Add(place):
                        queue.Add(instance);
                        break;
                    case 2 when ready.Remove(place):
                        queue.Remove(instance);
                        break;
                    case 3:
                        limits[lane] = random.Next(2) == 0 ? 0 : place;
                        queue.SetLimit(lane, limits[lane]);
                        break;
                    case 4:
                        limits[lane] = long.MaxValue;
                        queue.SetLimit(lane, limits[lane]);
                        break;
                    default:
                        break;
                }

                var lanes = ready.GroupBy(p => state.Plan.Lanes.LaneOf(queue.TaskAt(p))).ToList();
                Walk(queue.FirstHead(), queue.HeadAfter).ShouldBe(lanes.Where(l => l.First() < limits[l.Key]).Select(l => l.First()).Order(), $"seed {seed}");
                foreach (var places in lanes)
                {
                    Walk(queue.FirstIn(places.Key), queue.After).ShouldBe(places, $"seed {seed}");
                }
            }
        }
    }

    [Fact]
    public void InstanceAt_ThePlaceOfAnInstance_IsThatInstance()
    {
        var state = RunState.Create(RunPlan.Compile(Dag(new Random(1))), "r", RunDriver.Epoch);
        for (var instance = 0; instance < state.Count; instance++)
        {
            state.Ready.InstanceAt(ReadyQueue.PlaceOf(state.Plan, state.TaskOf(instance), state.MapIndexOf(instance))).ShouldBe(instance);
        }
    }

    private static IEnumerable<long> Walk(long first, Func<long, long> next)
    {
        for (var place = first; place >= 0; place = next(place))
        {
            yield return place;
        }
    }

    private static DagDefinition Dag(Random random) => new()
    {
        DagId = "d",
        Tasks = [.. Enumerable.Range(0, random.Next(1, 8)).Select(t => new TaskDefinition
        {
            TaskId = $"t{t}",
            Action = random.Next(8) == 0 ? new TaskAction.Empty() : new TaskAction.Bash("x"),
            PriorityWeight = random.Next(3),
            Pool = $"p{random.Next(3)}",
            MaxActiveTisPerDagRun = random.Next(4) == 0 ? 2 : null,
            Expand = random.Next(2) == 0 ? MappingBench.OverItems(random.Next(1, 100)) : null,
        })],
    };
}
