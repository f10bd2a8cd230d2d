using System.Text.Json.Nodes;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Core.Tests.Runs;

/// <summary>Mapped tasks for benches, and what is sent to them by index.</summary>
internal static class MappingBench
{
    public static ExpandDefinition OverXComOf(string taskId) => new ExpandDefinition.Arguments([new ExpandArgument("x", new ExpandInput.XCom(taskId))]);

    public static ExpandDefinition OverItems(int count) =>
        new ExpandDefinition.Arguments([new ExpandArgument("x", new ExpandInput.Literal([.. Enumerable.Range(0, count).Select(JsonNode? (i) => i)]))]);

    /// <summary>Answers the question for instances that the last decision asked.</summary>
    public static Decision Expand(this RunBench run, Decision asked, ExpansionResult result)
    {
        var effect = asked.Effects.OfType<RunEffect.Expand>().ShouldHaveSingleItem();
        return run.Send(new RunEvent.Expanded(effect.Expansion, effect.Round, result));
    }

    public static Decision Expand(this RunBench run, Decision asked, int length) => run.Expand(asked, new ExpansionResult.Instances(length));

    public static int Instance(this RunBench run, string taskId, int mapIndex)
    {
        run.State.TryInstanceOf(taskId, mapIndex, out var instance).ShouldBeTrue($"{taskId}[{mapIndex}]");
        return instance;
    }

    public static Decision Report(this RunBench run, string taskId, int mapIndex, TaskOutcome? outcome = null)
    {
        var instance = run.Instance(taskId, mapIndex);
        var lease = new Lease(new Guid(instance, 7, (short)run.State[instance].TryNumber, new byte[8]), "host");
        run.Send(new RunEvent.LeaseRequested(instance, run.State[instance].TryNumber, lease)).Ignored.ShouldBeNull();
        return run.Send(new RunEvent.Finished(instance, lease.Id, outcome ?? new TaskOutcome.Success()));
    }

    /// <summary>The states of a task's instances, by index.</summary>
    public static string States(this RunBench run, string taskId)
    {
        var task = run.Ordinal(taskId);
        return string.Join(' ', Enumerable.Range(0, run.State.InstanceCount(task)).Select(i => run.State[run.State.InstanceAt(task, i)].State.WireName()));
    }
}
