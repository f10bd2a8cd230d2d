using System.Diagnostics;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Scheduling;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests;

/// <summary>Spans of runs and tries, and the trace that a task is told.</summary>
public sealed class TelemetryTests : GrainSuite
{
    private const string Caller = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Fact]
    public async Task Run_WithTraces_HasASpanForItselfAndOneForEachTry()
    {
        Fixture.Spans.IsOn = true;
        var runId = await StartAsync("traced", Yaml("traced", "{task_id: a, bash: echo a, retries: 1, retry_delay: 1 second}"));
        var first = await TakeAsync();
        Fixture.Clock.Advance(TimeSpan.FromSeconds(3));
        await FailAsync(first);
        await UntilAsync("traced", runId, "a", TaskInstanceState.UpForRetry);
        Fixture.Clock.Advance(TimeSpan.FromSeconds(2));
        var second = await TakeAsync();
        await SucceedAsync(second);
        await EndOfAsync("traced", runId);

        var run = Fixture.Spans.Named("run traced");
        var tries = Fixture.Spans.Spans.Where(s => s.Name == "task traced.a").ToList();
        tries.Select(t => t.Error).ShouldBe(["The process ended with exit code 1.", null]);
        tries.ShouldAllBe(t => t.TraceId == run.TraceId && t.ParentSpanId == run.SpanId);
        tries.Select(t => t.SpanId).ShouldBeUnique();
        (tries[0].EndedAt - tries[0].StartedAt).ShouldBe(TimeSpan.FromSeconds(3));
        run.ParentSpanId.ShouldBe(default);
        run.StartedAt.ShouldBeLessThanOrEqualTo(tries[0].StartedAt);
        TraceParentOf(tries[0].TraceId, tries[0].SpanId).ShouldBe(first.TraceParent, "the task was told the id of its span before there was one");
        TraceParentOf(tries[1].TraceId, tries[1].SpanId).ShouldBe(second.TraceParent);
    }

    [Fact]
    public async Task Run_AfterACrash_KeepsTheIdsItsTasksWereTold()
    {
        Fixture.Spans.IsOn = true;
        var runId = await StartAsync("crashing", Yaml("crashing", "{task_id: a, bash: echo a}"));
        var spec = await TakeAsync();
        await Fixture.CrashAsync(Run("crashing", runId));
        await Fixture.Grains.GetGrain<IScheduleGrain>(IScheduleGrain.OnlyShard).StartAsync();
        await SucceedAsync(spec);
        await EndOfAsync("crashing", runId);
        var span = Fixture.Spans.Named("task crashing.a");
        TraceParentOf(span.TraceId, span.SpanId).ShouldBe(spec.TraceParent);
    }

    [Fact]
    public async Task Run_OfATracedCaller_IsPartOfItsTrace()
    {
        Fixture.Spans.IsOn = true;
        var runId = await StartTracedAsync("called", Caller);
        await SucceedAsync(await TakeAsync());
        await EndOfAsync("called", runId);
        var run = Fixture.Spans.Named("run called");
        (run.TraceId.ToHexString(), run.ParentSpanId.ToHexString()).ShouldBe(("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"));
    }

    [Fact]
    public async Task Run_WithoutTraces_HandsOnWhatItWasGivenAndMakesNone()
    {
        var runId = await StartTracedAsync("passed", Caller);
        var spec = await TakeAsync();
        spec.TraceParent.ShouldBe(Caller);
        await SucceedAsync(spec);
        await EndOfAsync("passed", runId);
        Fixture.Spans.Spans.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    public async Task Run_WithoutATrace_HandsOnNone(string? traceParent)
    {
        await StartTracedAsync("plain", traceParent);
        (await TakeAsync()).TraceParent.ShouldBeNull();
    }

    [Fact]
    public async Task Run_ThatATaskTriggers_IsPartOfItsTrace()
    {
        Fixture.Spans.IsOn = true;
        await PublishAsync(Yaml("child", "{task_id: b, empty: true}"));
        var runId = await StartAsync("parent", Yaml("parent", "{task_id: call, trigger_dag: {dag_id: child, wait_for_completion: true}}"));
        await EndOfAsync("parent", runId);
        var (child, call) = (Fixture.Spans.Named("run child"), Fixture.Spans.Named("task parent.call"));
        (child.TraceId, child.ParentSpanId).ShouldBe((call.TraceId, call.SpanId));
    }

    [Fact]
    public async Task Schedule_SaysWhenItLooksNext()
    {
        var schedule = Fixture.Grains.GetGrain<IScheduleGrain>(IScheduleGrain.OnlyShard);
        await schedule.StartAsync();
        var status = await schedule.GetStatusAsync();
        status.Problem.ShouldBeNull();
        (status.NextTickAt - Fixture.Clock.GetUtcNow()).ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(1));
    }

    private static string TraceParentOf(ActivityTraceId trace, ActivitySpanId span) => $"00-{trace.ToHexString()}-{span.ToHexString()}-01";

    private async Task<string> StartTracedAsync(string dagId, string? traceParent)
    {
        await PublishAsync(Yaml(dagId, "{task_id: a, bash: echo a}"));
        return (await TriggerAsync(dagId, new TriggerRequest { TraceParent = traceParent })).RunId!;
    }
}
