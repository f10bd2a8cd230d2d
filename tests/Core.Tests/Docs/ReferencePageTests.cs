using System.Globalization;
using System.Text;
using Orrery.Core.DagFiles;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Core.Timetables;

namespace Orrery.Core.Tests.Docs;

/// <summary>The tables of the reference that the code works out: truth tables of the rules, examples of timetables, facts of states.</summary>
public sealed class ReferencePageTests
{
    private static readonly (string Name, TaskInstanceState? State)[] Ends =
    [
        ("success", TaskInstanceState.Success), ("skipped", TaskInstanceState.Skipped), ("failed", TaskInstanceState.Failed),
        ("upstream_failed", TaskInstanceState.UpstreamFailed), ("…", null),
    ];

    private static readonly DateTimeOffset Now = new(2026, 3, 28, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void TriggerRules_OfTwoUpstreamTasks_AreAsEvaluated()
    {
        var rules = Enum.GetValues<TriggerRule>().Where(r => r != TriggerRule.AllDoneSetupSuccess).ToList();
        var page = new StringBuilder();
        Row(page, ["upstream", .. rules.Select(r => $"`{r.WireName()}`")]);
        Row(page, ["---", .. rules.Select(_ => "---")]);
        for (var a = 0; a < Ends.Length; a++)
        {
            for (var b = a; b < Ends.Length; b++)
            {
                var counts = Count(Ends[a].State, Ends[b].State);
                Row(page, [$"{Ends[a].Name}, {Ends[b].Name}", .. rules.Select(r => Word(TriggerRuleEvaluator.Evaluate(r, counts, TriggerLook.Scheduling)))]);
            }
        }

        ReferencePage.ShouldHold("trigger-rules.md", "truth table", page.ToString());
    }

    [Fact]
    public void TriggerRules_OfTeardowns_AreAsEvaluated()
    {
        var page = new StringBuilder();
        Row(page, ["setup", "work", "teardown"]);
        Row(page, ["---", "---", "---"]);
        foreach (var setup in Ends)
        {
            foreach (var work in Ends)
            {
                var counts = Count(setup.State, work.State);
                counts.Setups = 1;
                counts.SetupsSucceeded = setup.State == TaskInstanceState.Success ? 1 : 0;
                counts.SetupsSkipped = setup.State == TaskInstanceState.Skipped ? 1 : 0;
                Row(page, [setup.Name, work.Name, Word(TriggerRuleEvaluator.Evaluate(TriggerRule.AllDoneSetupSuccess, counts, TriggerLook.Scheduling))]);
            }
        }

        ReferencePage.ShouldHold("trigger-rules.md", "teardown table", page.ToString());
    }

    [Fact]
    public void Timetables_OfTheForms_AreAsComputed()
    {
        (string Schedule, string More)[] examples =
        [
            ("\"0 6 * * *\"", ""), ("\"0 6 * * *\"", "timezone: Europe/Zurich"), ("\"30 2 * * *\"", "timezone: Europe/Zurich"), ("\"*/15 9-10 * * MON-FRI\"", ""),
            ("[\"0 6 * * *\", \"30 18 * * *\"]", ""), ("\"@hourly\"", ""), ("\"@monthly\"", ""), ("\"0 12 L * *\"", ""), ("\"0 0 * * 1#1\"", ""),
            ("{cron: \"0 6 * * *\", interval: 24 h}", ""), ("{cron_interval: \"0 6 * * *\"}", ""), ("{cron_interval: \"0 6 * * *\"}", "start_date: 2026-03-01\ncatchup: true"),
            ("every 90 minutes", ""), ("{every: 1 month}", "start_date: 2026-01-31\ncatchup: true"), ("{every: 1 day, covers_interval: true}", ""),
            ("\"@once\"", "start_date: 2026-04-01"), ("\"@continuous\"", "max_active_runs: 1"),
        ];
        var page = new StringBuilder();
        Row(page, ["`schedule`", "and", "read as", "next runs: due (data interval)"]);
        Row(page, ["---", "---", "---", "---"]);
        foreach (var (schedule, more) in examples)
        {
            var parsed = DagFileParser.Parse($"dag_id: d\nschedule: {schedule}\n{more}\ntasks: [{{task_id: a, empty: true}}]", "f.yaml");
            parsed.Errors.ShouldBeEmpty(schedule);
            var dag = parsed.Dags[0].Definition;
            var timetable = TimetableFactory.Of(dag);
            var rest = string.Join(", ", more.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(m => $"`{m}`"));
            Row(page, [$"`{schedule}`", rest, timetable.Description, string.Join("<br>", Runs(dag, timetable))]);
        }

        ReferencePage.ShouldHold("timetables.md", "examples", page.ToString());
    }

    [Fact]
    public void States_OfTaskInstances_HaveTheFactsOfTheCode()
    {
        var page = new StringBuilder();
        Row(page, ["state", "finished", "active", "counts as failure"]);
        Row(page, ["---", "---", "---", "---"]);
        foreach (var state in Enum.GetValues<TaskInstanceState>())
        {
            var facts = TaskInstanceStateFacts.Of(state);
            Row(page, [$"`{state.WireName()}`", Mark(facts.IsFinished), Mark(facts.IsActive), Mark(facts.CountsAsFailure)]);
        }

        ReferencePage.ShouldHold("states.md", "task states", page.ToString());
    }

    [Fact]
    public void States_AndReasonsOfRuns_AreAllNamed()
    {
        var text = File.ReadAllText(Path.Combine(DagFiles.Repository.Root, "docs", "reference", "states.md"));
        var reasons = typeof(RunReasons).GetFields().Select(f => (string)f.GetRawConstantValue()!);

        Enum.GetValues<DagRunState>().Select(s => s.WireName()).Concat(reasons).Where(name => !text.Contains($"| `{name}` |", StringComparison.Ordinal))
            .ShouldBeEmpty("each has a row");
    }

    private static UpstreamCounts Count(params TaskInstanceState?[] states) => new()
    {
        Total = states.Length,
        Success = states.Count(s => s == TaskInstanceState.Success),
        Skipped = states.Count(s => s == TaskInstanceState.Skipped),
        Failed = states.Count(s => s == TaskInstanceState.Failed),
        UpstreamFailed = states.Count(s => s == TaskInstanceState.UpstreamFailed),
    };

    private static IEnumerable<string> Runs(DagDefinition dag, Timetable timetable)
    {
        var context = new TimetableContext { Earliest = dag.StartDate, Latest = dag.EndDate, Catchup = dag.Catchup, Now = Now };
        for (var i = 0; i < 3 && timetable.Next(context) is { } run; i++)
        {
            yield return run.DataInterval.Start == run.RunAfter
                ? Text(run.RunAfter)
                : $"{Text(run.RunAfter)} ({Text(run.DataInterval.Start)} – {Text(run.DataInterval.End)})";
            var now = run.RunAfter > context.Now ? run.RunAfter : context.Now;
            context = context with { Last = run.DataInterval, Now = now };
        }
    }

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Word(TriggerVerdict verdict) => verdict switch
    {
        TriggerVerdict.Run => "**run**",
        TriggerVerdict.Wait => "wait",
        TriggerVerdict.Skipped => "skipped",
        TriggerVerdict.UpstreamFailed => "upstream_failed",
        _ => "removed",
    };

    private static string Mark(bool fact) => fact ? "yes" : "";

    private static void Row(StringBuilder page, IEnumerable<string> cells) => page.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
