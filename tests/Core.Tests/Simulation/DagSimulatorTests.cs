using System.Globalization;
using System.Text;
using Orrery.Core.DagFiles;
using Orrery.Core.Simulation;
using Orrery.Core.States;
using Orrery.Core.Timetables;

namespace Orrery.Core.Tests.Simulation;

/// <summary>Exact timelines: from 2026-01-01T00:00 on, in UTC, hours and minutes.</summary>
public sealed class DagSimulatorTests
{
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Run_OfAChain_StartsEachTaskWhenTheOneBeforeEnds()
    {
        Play("""
            dag_id: d
            schedule: "0 6 * * *"
            tasks:
              - {task_id: a, bash: x}
              - {task_id: b, bash: x, depends_on: a}
              - {task_id: c, empty: true, depends_on: b}
            """, hours: 24, ("a", 10), ("b", 5)).ShouldBe("""
            06:00 06:00-06:15 success
              a 06:00-06:10 success
              b 06:10-06:15 success
              c 06:15-06:15 success
            busiest 06:00: 1 tasks of 1 runs
            """);
    }

    [Fact]
    public void Run_WithMoreTasksThanAllowed_SaysWhatWaitsForWhat()
    {
        Play("""
            dag_id: d
            schedule: "0 6 * * *"
            max_active_tasks: 2
            tasks:
              - {task_id: a, bash: x}
              - {task_id: b, bash: x, priority_weight: 9}
              - {task_id: c, bash: x, priority_weight: 5}
            """, hours: 24, ("a", 10), ("b", 20), ("c", 30)).ShouldBe("""
            06:00 06:00-06:30 success
              b 06:00-06:20 success
              c 06:00-06:30 success
              a 06:20-06:30 success max_active_tasks 06:00-06:20
            busiest 06:00: 2 tasks of 1 runs
            """);
    }

    [Fact]
    public void Run_WhenRunsTakeLongerThanTheSchedule_SkipsTicksWithoutCatchup()
    {
        Play("""
            dag_id: d
            schedule: "*/10 * * * *"
            max_active_runs: 1
            tasks: [{task_id: a, bash: x}]
            """, hours: 1, ("a", 25)).ShouldBe("""
            00:00 00:00-00:25 success
              a 00:00-00:25 success
            00:20 00:25-00:50 success max_active_runs 00:20-00:25
              a 00:25-00:50 success
            00:50 00:50-01:15 success
              a 00:50-01:15 success
            skipped 00:10 max_active_runs
            skipped 00:30 max_active_runs
            skipped 00:40 max_active_runs
            busiest 00:00: 1 tasks of 1 runs
            """);
    }

    [Fact]
    public void Run_WithCatchup_MakesUpForEveryTickAndQueuesThem()
    {
        Play("""
            dag_id: d
            schedule: "*/10 * * * *"
            start_date: 2026-01-01T00:00
            catchup: true
            max_active_runs: 2
            tasks: [{task_id: a, bash: x}]
            """, hours: 0.5, ("a", 25)).ShouldBe("""
            00:00 00:00-00:25 success
              a 00:00-00:25 success
            00:10 00:10-00:35 success
              a 00:10-00:35 success
            00:20 00:25-00:50 success max_active_runs 00:20-00:25
              a 00:25-00:50 success
            busiest 00:10: 2 tasks of 2 runs
            """);
    }

    [Fact]
    public void Run_WithFewSlots_LetsTheOlderRunGoFirst()
    {
        Play("""
            dag_id: d
            schedule: "*/10 * * * *"
            tasks: [{task_id: a, bash: x}, {task_id: b, bash: x}]
            """, hours: 0.25, slots: 1, ("a", 8), ("b", 8)).ShouldBe("""
            00:00 00:00-00:16 success
              a 00:00-00:08 success
              b 00:08-00:16 success slots 00:00-00:08
            00:10 00:10-00:32 success
              a 00:16-00:24 success slots 00:10-00:16
              b 00:24-00:32 success slots 00:10-00:24
            busiest 00:00: 1 tasks of 1 runs
            """);
    }

    [Fact]
    public void Run_WithCapsOnATask_SaysWhatWaitsForWhich()
    {
        Play("""
            dag_id: d
            schedule: "*/10 * * * *"
            max_active_tasks: 2
            tasks:
              - {task_id: m, bash: x, expand: {n: [1, 2]}, max_active_tis_per_dagrun: 1, priority_weight: 9}
              - {task_id: one, bash: x, max_active_tis_per_dag: 1, priority_weight: 5}
              - {task_id: z, bash: x}
            """, hours: 0.25, ("m", 5), ("one", 12), ("z", 1)).ShouldBe("""
            00:00 00:00-00:12 success
              m 00:00-00:05 success
              one 00:00-00:12 success
              m 00:05-00:10 success max_active_tis_per_dagrun 00:00-00:05
              z 00:10-00:11 success max_active_tasks 00:00-00:10
            00:10 00:10-00:24 success
              z 00:10-00:11 success
              m 00:10-00:15 success
              one 00:12-00:24 success max_active_tis_per_dag 00:10-00:12
              m 00:15-00:20 success max_active_tis_per_dagrun 00:10-00:15
            busiest 00:10: 4 tasks of 2 runs
            """, "one that is held back leaves its room to z");
    }

    [Fact]
    public void Run_WithPools_KeepsTheirSlotsAndLetsOthersPass()
    {
        var request = Request("""
            dag_id: d
            schedule: "0 6 * * *"
            max_active_tasks: 2
            tasks:
              - {task_id: a, bash: x, pool: small, priority_weight: 9}
              - {task_id: b, bash: x, pool: small, priority_weight: 9}
              - {task_id: c, bash: x, pool: small, priority_weight: 9}
              - {task_id: d, bash: x}
              - {task_id: e, bash: x, pool: gone}
            """, 24);
        var pools = new Dictionary<string, int>(StringComparer.Ordinal) { ["default_pool"] = 128, ["small"] = 1 };

        Show(DagSimulator.Run(request with { Pools = pools })).ShouldBe("""
            06:00 06:00- running
              a 06:00-06:01 success
              d 06:00-06:01 success
              b 06:01-06:02 success pool 06:00-06:01
              c 06:02-06:03 success pool 06:00-06:02
            busiest 06:00: 2 tasks of 1 runs
            """);
        Show(DagSimulator.Run(request)).ShouldContain("06:00 06:00-06:03 success");
    }

    [Fact]
    public void Run_ThatTakesTooLong_TimesOutAndCallsItsCallbacks()
    {
        Play("""
            dag_id: d
            schedule: "0 6 * * *"
            dagrun_timeout: 30 minutes
            deadline: {reference: queued_at, interval: 20 minutes, bash: x}
            on_failure: x
            tasks: [{task_id: a, bash: x, on_success: x}, {task_id: b, bash: x, depends_on: a}]
            """, hours: 24, ("a", 15), ("b", 60), ("on_failure", 2)).ShouldBe("""
            06:00 06:00-06:32 failed
              a 06:00-06:15 success
              a.on_success 06:15-06:16 success
              b 06:15-06:30 skipped
              on_deadline 06:20-06:21 success
              on_failure 06:30-06:32 success
            busiest 06:15: 2 tasks of 1 runs
            """);
    }

    [Fact]
    public void Run_WithBranchAndGate_LetsEverythingPass()
    {
        Play("""
            dag_id: d
            schedule: "0 6 * * *"
            tasks:
              - {task_id: gate, short_circuit: "{{ false }}"}
              - {task_id: fork, branch: {bash: x}, depends_on: gate}
              - {task_id: a, bash: x, depends_on: fork}
              - {task_id: b, bash: x, depends_on: fork}
            """, hours: 24, ("fork", 1)).ShouldBe("""
            06:00 06:00-06:02 success
              gate 06:00-06:00 success
              fork 06:00-06:01 success
              a 06:01-06:02 success
              b 06:01-06:02 success
            busiest 06:01: 2 tasks of 1 runs
            """);
    }

    [Fact]
    public void Run_AfterAnotherRun_GoesOnFromItsInterval()
    {
        var request = Request("dag_id: d\nschedule: every 15 minutes\ntasks: [{task_id: a, empty: true}]", 0.5);
        var last = new DataInterval(From.AddMinutes(-5), From.AddMinutes(-5));

        var result = DagSimulator.Run(request with { Last = last });

        result.Runs.Select(r => r.RunAfter).ShouldBe([From.AddMinutes(10), From.AddMinutes(25)]);
        result.Busiest.ShouldBeNull("nothing runs on a host");
    }

    [Fact]
    public void Run_WithTasksThatDependOnTheirPast_LetsThemWaitForTheRunBefore()
    {
        Play("""
            dag_id: d
            schedule: "*/10 * * * *"
            tasks: [{task_id: a, bash: x, depends_on_past: true}, {task_id: b, bash: x}]
            """, hours: 0.25, ("a", 15), ("b", 1)).ShouldBe("""
            00:00 00:00-00:15 success
              b 00:00-00:01 success
              a 00:00-00:15 success
            00:10 00:10-00:30 success
              b 00:10-00:11 success
              a 00:15-00:30 success depends_on_past 00:10-00:15
            busiest 00:00: 2 tasks of 1 runs
            """);
    }

    [Fact]
    public void Run_OfEveryExample_ComesToItsEnd()
    {
        foreach (var (name, text) in DagFiles.Repository.Examples)
        {
            foreach (var dag in DagFileParser.Parse(text, name).Dags)
            {
                var schedule = dag.Definition with { Schedule = new Core.Dags.ScheduleDefinition.Cron(["0 * * * *"]) };

                var result = DagSimulator.Run(new SimulationRequest { Dag = schedule, From = From, Horizon = TimeSpan.FromHours(3) });

                result.Runs.ShouldNotBeEmpty(name);
                result.Runs.ShouldAllBe(r => r.EndedAt != null, name);
            }
        }
    }

    [Fact]
    public void Run_WithoutSchedule_IsEmpty() => Play("dag_id: d\ntasks: [{task_id: a, empty: true}]", hours: 24).ShouldBe("");

    [Fact]
    public void Run_OfVeryManyRuns_EndsEarlyAndSaysSo()
    {
        var result = DagSimulator.Run(Request("dag_id: d\nschedule: every 1 second\ntasks: [{task_id: a, empty: true}]", 24) with { MaxRuns = 50 });

        result.IsCutShort.ShouldBeTrue();
        result.Runs.Count.ShouldBe(50);
        result.Runs.ShouldAllBe(r => r.State == DagRunState.Success);
    }

    [Fact]
    public void Run_WithNegativeDuration_IsRefused() => Should.Throw<ArgumentOutOfRangeException>(
        () => DagSimulator.Run(Request("dag_id: d\ntasks: [{task_id: a, empty: true}]", 1) with { DefaultDuration = TimeSpan.FromSeconds(-1) }));

    private static string Play(string yaml, double hours, params (string Task, int Minutes)[] durations) => Play(yaml, hours, slots: null, durations);

    private static string Play(string yaml, double hours, int? slots, params (string Task, int Minutes)[] durations)
    {
        return Show(DagSimulator.Run(Request(yaml, hours) with
        {
            Slots = slots,
            Durations = durations.ToDictionary(d => d.Task, d => TimeSpan.FromMinutes(d.Minutes), StringComparer.Ordinal),
        }));
    }

    private static string Show(SimulationResult result)
    {
        var text = new StringBuilder();
        foreach (var run in result.Runs)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{run.RunAfter:HH:mm} {run.StartedAt:HH:mm}-{run.EndedAt:HH:mm} {run.State.WireName()}{Waits(run.Waits)}");
            foreach (var task in run.Tasks.Where(t => t.StartedAt is not null))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {task.TaskId} {task.StartedAt:HH:mm}-{task.EndedAt:HH:mm} {task.State.WireName()}{Waits(task.Waits)}");
            }
        }

        foreach (var tick in result.Skipped)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"skipped {tick.RunAfter:HH:mm} {tick.Reason}");
        }

        if (result.Busiest is { } peak)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"busiest {peak.At:HH:mm}: {peak.Tasks} tasks of {peak.Runs} runs");
        }

        return text.ToString().ReplaceLineEndings("\n").TrimEnd('\n');
    }

    private static string Waits(IEnumerable<SimulatedWait> waits) =>
        string.Concat(waits.Select(w => string.Create(CultureInfo.InvariantCulture, $" {w.Reason} {w.From:HH:mm}-{w.Until:HH:mm}")));

    private static SimulationRequest Request(string yaml, double hours)
    {
        var parsed = DagFileParser.Parse(yaml, "f.yaml");
        parsed.Errors.ShouldBeEmpty();
        return new SimulationRequest { Dag = parsed.Dags[0].Definition, From = From, Horizon = TimeSpan.FromHours(hours) };
    }
}
