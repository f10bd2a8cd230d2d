using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Core.Tests.Runs;

public sealed class FaultTests
{
    private const int Seeds = 1000;

    [Fact]
    public void Decide_WithLateDuplicateAndStaleEvents_KeepsTheInvariantsAndEnds()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var (_, driver) = RandomRunTests.Run(seed);
            var random = new Random(seed + 7);
            driver.Applied = (e, _) => Invariants.ShouldHold(driver, $"seed {seed} after {e}");
            driver.Send(new RunEvent.Started());
            for (var steps = 0; steps < 60; steps++)
            {
                if (random.Next(3) == 0)
                {
                    driver.Send(Fault(driver, random));
                }
                else
                {
                    driver.Step();
                }
            }

            driver.Send(new RunEvent.Started());
            driver.Finish();
            driver.State.Run.State.IsFinished().ShouldBeTrue($"seed {seed}");
        }
    }

    [Fact]
    public void Decide_WhenEverythingIsSentTwice_EndsAsIfSentOnce()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var (_, once) = RandomRunTests.Run(seed);
            once.StartAndFinish();

            var twice = new RunDriver(once.State.Plan, seed, new RandomDag(seed).Outcome);
            foreach (var (e, at) in once.Sent)
            {
                twice.Now = at;
                twice.Send(e);
                twice.Send(e).Ignored.ShouldNotBeNull($"seed {seed}: {e}");
            }

            Enumerable.Range(0, once.State.Count).Select(t => (twice.State[t].State, twice.State[t].TryNumber))
                .ShouldBe(Enumerable.Range(0, once.State.Count).Select(t => (once.State[t].State, once.State[t].TryNumber)), $"seed {seed}");
        }
    }

    private static RunEvent Fault(RunDriver driver, Random random)
    {
        var state = driver.State;
        var task = random.Next(state.Count);
        switch (random.Next(9))
        {
            case 0:
                return new RunEvent.LeaseRequested(task, random.Next(4), driver.NewLease());
            case 1:
                return new RunEvent.Finished(task, driver.NewLease().Id, new TaskOutcome.Success());
            case 2:
                return new RunEvent.Decided(task, random.Next(4), new TaskOutcome.Success());
            case 3 when state[task].Lease is { } lease:
                return new RunEvent.HostLost(task, lease.Id);
            case 4:
                return new RunEvent.Cleared([task, random.Next(state.Count)]);
            case 5:
                return new RunEvent.TaskMarked(task, (TaskInstanceState)random.Next((int)TaskInstanceState.Success, (int)TaskInstanceState.Skipped + 1));
            case 7:
                return new RunEvent.Held(task, random.Next(4));
            case 6 when random.Next(10) == 0:
                return new RunEvent.RunMarked(random.Next(2) == 0 ? DagRunState.Success : DagRunState.Failed);
            default:
                // Said before, and again.
                RunEvent[] reports = [.. driver.Sent.Select(s => s.Event).Where(e => e is not (RunEvent.Cleared or RunEvent.TaskMarked or RunEvent.RunMarked))];
                return reports[random.Next(reports.Length)];
        }
    }
}
