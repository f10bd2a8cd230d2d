using Orrery.Core.DagFiles;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Core.Versions;

namespace Orrery.Core.Tests.Versions;

public sealed class RunMoveTests
{
    private static readonly TaskSlot Succeeded = new() { State = TaskInstanceState.Success, TryNumber = 1 };

    [Fact]
    public void Of_WhenNothingDiffers_MovesNothing()
    {
        var plan = Plan("{task_id: a, bash: x}", "{task_id: b, bash: x}");

        var move = RunMove.Of(plan, plan, Instances(plan, ("a", -1), ("b", -1)));

        move.Shifts.ShouldBeEmpty();
        move.Added.ShouldBeEmpty();
        move.Removed.ShouldBeEmpty();
        move.Kept.Select(k => (k.Instance, k.Slot)).ShouldBe([(0, Succeeded), (1, Succeeded)]);
    }

    [Fact]
    public void Of_WhenATaskIsAddedAndOneRemoved_KeepsTheOthersWithTheirValues()
    {
        var (before, after) = (Plan("{task_id: b, bash: x}", "{task_id: c, bash: x}", "{task_id: d, bash: x}"), Plan("{task_id: a, bash: x}", "{task_id: b, bash: y}", "{task_id: d, bash: x}"));

        var move = RunMove.Of(before, after, Instances(before, ("b", -1), ("c", -1), ("d", -1)));

        move.Kept.Select(k => k.Instance).ShouldBe([1, 2]);
        move.Added.ShouldBe([0]);
        move.Removed.Select(r => (r.Ordinal, r.TaskId, r.Slot.State)).ShouldBe([(RunMove.FirstRemoved, "c", TaskInstanceState.Removed)]);
        move.Shifts.ShouldBe([new OrdinalShift(0, 0, 1), new OrdinalShift(1, 1, RunMove.FirstRemoved - 1)]);
    }

    [Fact]
    public void Of_WhenARemovedTaskIsThereAgain_LetsItBeginAnewWithItsTriesCounted()
    {
        var (before, after) = (Plan("{task_id: a, bash: x}"), Plan("{task_id: a, bash: x}", "{task_id: b, bash: x, retries: 2}"));
        var history = new KeptInstance(RunMove.FirstRemoved + 4, "b", -1, new TaskSlot { State = TaskInstanceState.Removed, TryNumber = 3 });

        var move = RunMove.Of(before, after, [.. Instances(before, ("a", -1)), history]);

        move.Removed.ShouldBeEmpty();
        move.Added.ShouldBe([1]);
        move.Kept[1].Slot.ShouldBe(new TaskSlot { TryNumber = 3, MaxTries = 5 });
        move.Shifts.ShouldBe([new OrdinalShift(history.Ordinal, history.Ordinal, 1 - history.Ordinal)]);
    }

    [Fact]
    public void Of_WhenAMappedTaskIsTheSame_KeepsItsInstancesBehindTheTasks()
    {
        const string mapped = "{task_id: m, bash: x, expand: {n: [1, 2, 3]}}";
        var (before, after) = (Plan(mapped), Plan("{task_id: a, bash: x}", mapped, "{task_id: z, bash: x}"));

        var move = RunMove.Of(before, after, Instances(before, ("m", 0), ("m", 1), ("m", 2)));

        move.Kept.Select(k => (k.Instance, k.Task, k.MapIndex)).ShouldBe([(1, 1, 0), (3, 1, 1), (4, 1, 2)]);
        move.Added.ShouldBe([0, 2]);
        RunState.Restore(after, "r", Finished, move.Kept).InstanceCount(1).ShouldBe(3);
    }

    [Fact]
    public void Of_WhenATaskIsExpandedOverSomethingElse_BeginsAnewAndKeepsTheOldInstancesAsHistory()
    {
        var (before, after) = (Plan("{task_id: m, bash: x, expand: {n: [1, 2]}}"), Plan("{task_id: m, bash: x, expand: {n: [1, 2, 3]}}"));

        var move = RunMove.Of(before, after, Instances(before, ("m", 0), ("m", 1)));

        move.Kept.ShouldBeEmpty();
        move.Added.ShouldBe([0]);
        move.Removed.Select(r => (r.Ordinal - RunMove.FirstRemoved, r.MapIndex)).ShouldBe([(0, 0), (1, 1)]);
        move.Shifts.ShouldBe([new OrdinalShift(0, 1, RunMove.FirstRemoved)]);
    }

    [Fact]
    public void Of_WhenVersionsAreRandom_LosesNoInstanceAndGivesNoPlaceTwice()
    {
        var random = new Random(11);
        for (var round = 0; round < 300; round++)
        {
            var plan = Random(random);
            IReadOnlyList<KeptInstance> instances = [.. Enumerable.Range(0, plan.Count).Select(t => new KeptInstance(t, plan.Task(t).TaskId, -1, Succeeded))];
            for (var step = 0; step < 4; step++)
            {
                var next = Random(random);
                var move = RunMove.Of(plan, next, instances);
                var state = RunState.Restore(next, "r", Finished, move.Kept);

                var places = instances.ToDictionary(i => i.Ordinal, i => i.TaskId);
                var shifted = places.ToDictionary(p => p.Key + move.Shifts.Where(s => p.Key >= s.First && p.Key <= s.Last).Sum(s => s.By), p => p.Value);
                KeptInstance[] all =
                [
                    .. Enumerable.Range(0, state.Count).Select(i => new KeptInstance(i, state.DefinitionOf(i).TaskId, state.MapIndexOf(i), state[i])),
                    .. move.Removed,
                ];

                shifted.Count.ShouldBe(places.Count);
                all.Select(i => i.Ordinal).ShouldBeUnique();
                all.Where(i => shifted.ContainsKey(i.Ordinal)).ShouldAllBe(i => shifted[i.Ordinal] == i.TaskId);
                shifted.Keys.ShouldBeSubsetOf(all.Select(i => i.Ordinal));
                move.Added.Select(t => state[t].State).ShouldAllBe(s => s == TaskInstanceState.None);
                (plan, instances) = (next, [.. all.OrderBy(i => i.Ordinal)]);
            }
        }
    }

    private static readonly RunChange Finished = new(DagRunState.Success, null, null, null, null, 0);

    private static RunPlan Random(Random random) =>
        Plan([.. "abcdef".Where(_ => random.Next(2) == 0).DefaultIfEmpty('z').Select(c => $"{{task_id: {c}, bash: x}}")]);

    private static List<KeptInstance> Instances(RunPlan plan, params (string TaskId, int MapIndex)[] instances)
    {
        plan.Count.ShouldBe(instances.Select(i => i.TaskId).Distinct().Count());
        return [.. instances.Select((i, place) => new KeptInstance(place, i.TaskId, i.MapIndex, Succeeded))];
    }

    private static RunPlan Plan(params string[] tasks) =>
        RunPlan.Compile(DagFileParser.Parse($"dag_id: d\ntasks:\n{string.Concat(tasks.Select(t => $"- {t}\n"))}", "d.yaml").Dags.ShouldHaveSingleItem().Definition);
}
