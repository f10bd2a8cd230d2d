using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests;

public sealed class ListenerTests : GrainSuite
{
    [Fact]
    public async Task Listen_WhenThereIsNoSuchRun_AnswersNothing() =>
        (await Run("nobody", "manual__1").ListenAsync("other/manual__1")).ShouldBeNull();

    [Fact]
    public async Task Listen_WhenTheRunIsOpenThenEnded_AnswersItsStateAtOnce()
    {
        var runId = await StartAsync("heard", Yaml("heard", "{task_id: a, bash: a}"));
        (await Run("heard", runId).ListenAsync("other/manual__1")).ShouldBe(DagRunState.Running);

        await SucceedAsync(await TakeAsync());
        await EndOfAsync("heard", runId);

        (await Run("heard", runId).ListenAsync("other/manual__1")).ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Heard_WhenTheRunDoesNotListenOrIsUnknown_ChangesNothing()
    {
        var runId = await StartAsync("deaf", Yaml("deaf", "{task_id: a, bash: a}"));
        var revision = (await Fixture.Store.GetDagRunAsync("deaf", runId))!.Revision;

        await Run("deaf", runId).HeardAsync("other/manual__1");
        await Run("nobody", "manual__1").HeardAsync("other/manual__1");

        // Answered after the word, which came first.
        (await Run("deaf", runId).MarkAsync(DagRunState.Running)).Status.ShouldBe(ActionStatus.Invalid);
        (await Fixture.Store.GetDagRunAsync("deaf", runId))!.Revision.ShouldBe(revision);
    }
}
