using System.Collections.Concurrent;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;
using S = Orrery.Core.States.TaskInstanceState;

namespace Orrery.Core.Tests.Runs;

/// <summary>Every pair of a task's state and an event, and of a run's state and an event, with its outcome: a state, or <c>!reason</c>.</summary>
public sealed class EventTableTests
{
    private const int Try = 2;

    internal const string HostTable = """
        state             | leased          | leased again    | old offer       | leased, full    | held            | stale held      | reported        | stale report    | decided         | lost            | stale lost      | returned        | due             | cleared         | success         | failed          | skipped
        none              | !WrongTaskState | !WrongTaskState | !StaleTry       | !WrongTaskState | !WrongTaskState | !StaleTry       | !StaleLease     | !StaleLease     | !WrongTaskState | !StaleLease     | !StaleLease     | !StaleLease     | !NothingDue     | queued          | success         | failed          | skipped
        scheduled         | !WrongTaskState | !WrongTaskState | !StaleTry       | !WrongTaskState | !WrongTaskState | !StaleTry       | !StaleLease     | !StaleLease     | !WrongTaskState | !StaleLease     | !StaleLease     | !StaleLease     | !NothingDue     | scheduled       | success         | failed          | skipped
        queued            | running         | running         | !StaleTry       | scheduled       | queued          | !StaleTry       | !StaleLease     | !StaleLease     | !WrongTaskState | !StaleLease     | !StaleLease     | !StaleLease     | !NothingDue     | queued          | success         | failed          | skipped
        running           | !WrongTaskState | !AlreadyDone    | !StaleTry       | !WrongTaskState | !WrongTaskState | !StaleTry       | success         | !StaleLease     | !WrongTaskState | up_for_retry    | !StaleLease     | queued          | !NothingDue     | restarting      | success         | failed          | skipped
        success           | !WrongTaskState | !WrongTaskState | !StaleTry       | !WrongTaskState | !WrongTaskState | !StaleTry       | !StaleLease     | !StaleLease     | !AlreadyDone    | !StaleLease     | !StaleLease     | !StaleLease     | !NothingDue     | queued          | !AlreadyDone    | failed          | skipped
        failed            | !WrongTaskState | !WrongTaskState | !StaleTry       | !WrongTaskState | !WrongTaskState | !StaleTry       | !StaleLease     | !StaleLease     | !AlreadyDone    | !StaleLease     | !StaleLease     | !StaleLease     | !NothingDue     | queued          | success         | !AlreadyDone    | skipped
        skipped           | !WrongTaskState | !WrongTaskState | !StaleTry       | !WrongTaskState | !WrongTaskState | !StaleTry       | !StaleLease     | !StaleLease     | !AlreadyDone    | !StaleLease     | !StaleLease     | !StaleLease     | !NothingDue     | queued          | success         | failed          | !AlreadyDone
        upstream_failed   | !WrongTaskState | !WrongTaskState | !StaleTry       | !WrongTaskState | !WrongTaskState | !StaleTry       | !StaleLease     | !StaleLease     | !AlreadyDone    | !StaleLease     | !StaleLease     | !StaleLease     | !NothingDue     | queued          | success         | failed          | skipped
        up_for_retry      | !WrongTaskState | !WrongTaskState | !StaleTry       | !WrongTaskState | !WrongTaskState | !StaleTry       | !StaleLease     | !StaleLease     | !WrongTaskState | !StaleLease     | !StaleLease     | !StaleLease     | queued          | queued          | success         | failed          | skipped
        up_for_reschedule | !WrongTaskState | !WrongTaskState | !StaleTry       | !WrongTaskState | !WrongTaskState | !StaleTry       | !StaleLease     | !StaleLease     | !WrongTaskState | !StaleLease     | !StaleLease     | !StaleLease     | !NothingDue     | queued          | success         | failed          | skipped
        restarting        | !WrongTaskState | !WrongTaskState | !StaleTry       | !WrongTaskState | !WrongTaskState | !StaleTry       | queued          | !StaleLease     | !WrongTaskState | queued          | !StaleLease     | queued          | !NothingDue     | restarting      | success         | failed          | skipped
        deferred          | !WrongTaskState | !WrongTaskState | !StaleTry       | !WrongTaskState | !WrongTaskState | !StaleTry       | !StaleLease     | !StaleLease     | !WrongTaskState | !StaleLease     | !StaleLease     | !StaleLease     | !NothingDue     | queued          | success         | failed          | skipped
        removed           | !WrongTaskState | !WrongTaskState | !StaleTry       | !WrongTaskState | !WrongTaskState | !StaleTry       | !StaleLease     | !StaleLease     | !AlreadyDone    | !StaleLease     | !StaleLease     | !StaleLease     | !NothingDue     | !AlreadyDone    | !WrongTaskState | !WrongTaskState | !WrongTaskState
        """;

    /// <summary>What becomes of a task when something happens to its run: it starts (again), somebody ends it, what it waited for in earlier runs is done, or, for a mapped task, its instances are known.</summary>
    internal const string TaskInRunTable = """
        state             | run started       | run success     | run failed      | past met          | expanded
        none              | queued            | success         | skipped         | queued            | queued
        scheduled         | queued            | success         | skipped         | scheduled         | scheduled
        queued            | queued            | success         | skipped         | queued            | queued
        running           | running           | success         | failed          | running           | running
        success           | success           | success         | success         | success           | success
        failed            | failed            | success         | failed          | failed            | failed
        skipped           | skipped           | success         | skipped         | skipped           | skipped
        upstream_failed   | upstream_failed   | success         | upstream_failed | upstream_failed   | upstream_failed
        up_for_retry      | up_for_retry      | success         | skipped         | up_for_retry      | up_for_retry
        up_for_reschedule | up_for_reschedule | success         | failed          | up_for_reschedule | up_for_reschedule
        restarting        | restarting        | success         | failed          | restarting        | restarting
        deferred          | deferred          | success         | failed          | deferred          | deferred
        removed           | removed           | removed         | removed         | removed           | queued
        """;

    /// <summary>A task the run decides itself: what the decision does in each state.</summary>
    internal const string InlineTable = """
        state             | decided         | stale decision
        none              | !WrongTaskState | !StaleTry
        scheduled         | !WrongTaskState | !StaleTry
        queued            | !WrongTaskState | !StaleTry
        running           | success         | !StaleTry
        success           | !AlreadyDone    | !StaleTry
        failed            | !AlreadyDone    | !StaleTry
        skipped           | !AlreadyDone    | !StaleTry
        upstream_failed   | !AlreadyDone    | !StaleTry
        up_for_retry      | !WrongTaskState | !StaleTry
        up_for_reschedule | !WrongTaskState | !StaleTry
        restarting        | !WrongTaskState | !StaleTry
        deferred          | success         | !StaleTry
        removed           | !AlreadyDone    | !StaleTry
        """;

    internal const string RunTable = """
        state   | started        | leased         | held           | reported    | decided     | expanded       | lost        | returned    | due            | past met        | cleared | task marked | success      | failed
        queued  | running        | !WrongRunState | !WrongRunState | !StaleLease | !StaleTry   | !WrongRunState | !StaleLease | !StaleLease | !WrongRunState | !WrongRunState  | queued  | queued      | success      | failed
        running | !AlreadyDone   | running        | running        | success     | !StaleTry   | running        | running     | running     | !NothingDue    | !WrongTaskState | running | success     | success      | failed
        success | !WrongRunState | !WrongRunState | !WrongRunState | !StaleLease | !StaleTry   | !WrongRunState | !StaleLease | !StaleLease | !WrongRunState | !WrongRunState  | queued  | queued      | !AlreadyDone | failed
        failed  | !WrongRunState | !WrongRunState | !WrongRunState | !StaleLease | !StaleTry   | !WrongRunState | !StaleLease | !StaleLease | !WrongRunState | !WrongRunState  | queued  | queued      | success      | !AlreadyDone
        """;

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Lease Held = new(new Guid(1, 0, 0, new byte[8]), "a");
    private static readonly Lease Other = new(new Guid(2, 0, 0, new byte[8]), "b");

    /// <summary>Which event the columns of the tables stand for.</summary>
    private static readonly ConcurrentDictionary<string, Type> TaskEvents = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, Type> RunEvents = new(StringComparer.Ordinal);

    [Theory]
    [InlineData(HostTable)]
    [InlineData(TaskInRunTable)]
    [InlineData(InlineTable)]
    public void Decide_ForEveryTaskStateAndEvent_DoesWhatTheTableSays(string table)
    {
        var rows = Rows(table);
        rows.Skip(1).Select(r => r[0]).ShouldBe(TaskInstanceStateFacts.All.Select(f => f.WireName));
        Differences(rows, (row, column) => table switch
        {
            HostTable => TaskCell(CaseDag.State(row), column),
            InlineTable => InlineCell(CaseDag.State(row), column),
            _ => TaskInRunCell(CaseDag.State(row), column),
        }).ShouldBeEmpty();
    }

    [Fact]
    public void Tables_ForEveryEventThereIs_HaveAColumn()
    {
        string[] events = [.. typeof(RunEvent).GetNestedTypes().Select(t => t.Name)];
        TaskColumns().Values.Concat(TaskInRunColumns().Values).Select(t => t.Name).Distinct().ShouldBe(
            events, ignoreOrder: true, "what each event does to a task in each state is said in HostTable or, for what happens to its run, in TaskInRunTable");
        RunColumns().Values.Select(t => t.Name).Distinct().ShouldBe(events, ignoreOrder: true, "what each event does to a run in each state is said in RunTable");
    }

    [Fact]
    public void Decide_ForEveryRunStateAndEvent_DoesWhatTheTableSays()
    {
        var rows = Rows(RunTable);
        rows.Skip(1).Select(r => r[0]).ShouldBe(Enum.GetValues<DagRunState>().Select(s => s.WireName()));
        Differences(rows, RunCell).ShouldBeEmpty();
    }

    [Fact]
    public void Decide_WhenARunningInlineTaskIsCleared_DecidesItAnewWithANewTry()
    {
        var state = State(new TaskAction.Empty(), S.Running, DagRunState.Running, lease: null);
        var decision = new RunMachine().Decide(state, new RunEvent.Cleared([0]), Now);
        decision.Tasks.Single().Slot.TryNumber.ShouldBe(Try + 1);
        decision.Effects.ShouldBe([new RunEffect.Decide(0, Try + 1)]);
    }

    [Fact]
    public void Decide_WithATaskTheRunDoesNotHave_Throws() => Should.Throw<ArgumentOutOfRangeException>(() =>
        new RunMachine().Decide(State(new TaskAction.Bash("x"), S.Queued, DagRunState.Running, null), new RunEvent.Cleared([2]), Now));

    [Fact]
    public void Decide_WithAStateNobodyMaySet_Throws()
    {
        var state = State(new TaskAction.Bash("x"), S.Queued, DagRunState.Running, null);
        Should.Throw<ArgumentOutOfRangeException>(() => new RunMachine().Decide(state, new RunEvent.TaskMarked(0, S.Running), Now));
        Should.Throw<ArgumentOutOfRangeException>(() => new RunMachine().Decide(state, new RunEvent.RunMarked(DagRunState.Queued), Now));
    }

    /// <summary>The columns of <see cref="HostTable"/>, by the event each stands for.</summary>
    internal static IReadOnlyDictionary<string, Type> TaskColumns() => Columns(HostTable, column => TaskCell(S.Queued, column), TaskEvents);

    /// <summary>The columns of <see cref="TaskInRunTable"/>.</summary>
    internal static IReadOnlyDictionary<string, Type> TaskInRunColumns() => Columns(TaskInRunTable, column => TaskInRunCell(S.Queued, column), TaskEvents);

    /// <summary>The columns of <see cref="RunTable"/>.</summary>
    internal static IReadOnlyDictionary<string, Type> RunColumns() => Columns(RunTable, column => RunCell("running", column), RunEvents);

    internal static List<string[]> Rows(string table) => [.. table.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries))];

    private static Dictionary<string, Type> Columns(string table, Func<string, string> cell, ConcurrentDictionary<string, Type> events) =>
        Rows(table)[0].Skip(1).ToDictionary(
            column => column,
            column =>
            {
                cell(column);
                return events[column];
            },
            StringComparer.Ordinal);

    private static string TaskCell(S state, string column) => Cell(new TaskAction.Bash("x"), state, column switch
    {
        "leased" => new RunEvent.LeaseRequested(0, Try, Other),
        "leased again" => new RunEvent.LeaseRequested(0, Try, Held),
        "old offer" => new RunEvent.LeaseRequested(0, Try - 1, Other),
        "leased, full" => new RunEvent.LeaseRequested(0, Try, Other),
        "held" => new RunEvent.Held(0, Try),
        "stale held" => new RunEvent.Held(0, Try - 1),
        "reported" => new RunEvent.Finished(0, Held.Id, new TaskOutcome.Success()),
        "stale report" => new RunEvent.Finished(0, Other.Id, new TaskOutcome.Success()),
        "decided" => new RunEvent.Decided(0, Try, new TaskOutcome.Success()),
        "lost" => new RunEvent.HostLost(0, Held.Id),
        "stale lost" => new RunEvent.HostLost(0, Other.Id),
        "returned" => new RunEvent.LeaseReturned(0, Held.Id),
        "due" => new RunEvent.TimePassed(),
        "cleared" => new RunEvent.Cleared([0]),
        _ => new RunEvent.TaskMarked(0, CaseDag.State(column)),
    }, column);

    private static string InlineCell(S state, string column) => Cell(
        new TaskAction.Empty(), state, new RunEvent.Decided(0, column == "decided" ? Try : Try - 1, new TaskOutcome.Success()), $"inline {column}");

    /// <summary>The task's state afterwards, whether or not it has changed.</summary>
    private static string TaskInRunCell(S taskState, string column)
    {
        var needsLease = taskState is S.Restarting or S.Running;
        var started = column == "run started";
        var state = State(new TaskAction.Bash("x"), taskState, started ? DagRunState.Queued : DagRunState.Running, needsLease ? Held : null, others: !started, expand: column == "expanded" ? MappingBench.OverXComOf("other") : null);
        var decision = new RunMachine().Decide(
            state,
            See(TaskEvents, column, column switch
            {
                "run started" => new RunEvent.Started(),
                "run success" => new RunEvent.RunMarked(DagRunState.Success),
                "past met" => new RunEvent.PastMet([0]),
                "expanded" => new RunEvent.Expanded(0, 0, new ExpansionResult.Instances(2)),
                _ => new RunEvent.RunMarked(DagRunState.Failed),
            }),
            Now);
        state.Apply(decision);
        return state[0].State.WireName();
    }

    private static RunEvent See(ConcurrentDictionary<string, Type> events, string column, RunEvent e)
    {
        events[column] = e.GetType();
        return e;
    }

    private static string Cell(TaskAction action, S taskState, RunEvent e, string column)
    {
        See(TaskEvents, column, e);
        var needsLease = taskState is S.Restarting || (taskState == S.Running && !action.IsInline);
        var state = State(action, taskState, DagRunState.Running, needsLease ? Held : null, isFull: column == "leased, full");
        var decision = new RunMachine().Decide(state, e, Now);
        state.Apply(decision);
        return decision.Ignored is { } reason ? $"!{reason}" : state[0].State.WireName();
    }

    private static string RunCell(string runState, string column)
    {
        StateExtensions.TryParseRunState(runState, out var run).ShouldBeTrue();
        var task = (run, column) switch
        {
            (DagRunState.Running, "leased" or "held") => S.Queued,
            (DagRunState.Running, _) => S.Running,
            (DagRunState.Queued, _) => S.None,
            (DagRunState.Success, _) => S.Success,
            _ => S.Failed,
        };
        var state = State(new TaskAction.Bash("x"), task, run, task == S.Running ? Held : null, others: false, isMapped: column == "expanded");
        var decision = new RunMachine().Decide(
            state,
            See(RunEvents, column, column switch
            {
                "started" => new RunEvent.Started(),
                "leased" => new RunEvent.LeaseRequested(0, state[0].TryNumber, Held),
                "held" => new RunEvent.Held(0, state[0].TryNumber),
                "reported" => new RunEvent.Finished(0, Held.Id, new TaskOutcome.Success()),
                "decided" => new RunEvent.Decided(0, 7, new TaskOutcome.Success()),
                "expanded" => new RunEvent.Expanded(0, 0, new ExpansionResult.Instances(2)),
                "lost" => new RunEvent.HostLost(0, Held.Id),
                "returned" => new RunEvent.LeaseReturned(0, Held.Id),
                "due" => new RunEvent.TimePassed(),
                "past met" => new RunEvent.PastMet([0]),
                "cleared" => new RunEvent.Cleared([0]),
                "task marked" => new RunEvent.TaskMarked(0, S.Skipped),
                "success" => new RunEvent.RunMarked(DagRunState.Success),
                _ => new RunEvent.RunMarked(DagRunState.Failed),
            }),
            Now);
        state.Apply(decision);
        return decision.Ignored is { } reason ? $"!{reason}" : state.Run.State.WireName();
    }

    /// <summary>A run with the task looked at and, unless said otherwise, one beside it that keeps the run open.</summary>
    private static RunState State(TaskAction action, S taskState, DagRunState run, Lease? lease, bool others = true, bool isMapped = false, ExpandDefinition? expand = null, bool isFull = false)
    {
        var tasks = new List<TaskDefinition> { new() { TaskId = "t", Action = action, Retries = 3, Expand = expand } };
        if (isMapped)
        {
            tasks.Add(new TaskDefinition { TaskId = "mapped", Action = new TaskAction.Bash("x"), DependsOn = ["t"], Expand = MappingBench.OverXComOf("t") });
        }

        if (others)
        {
            tasks.Add(new TaskDefinition { TaskId = "other", Action = new TaskAction.Bash("x") });
        }

        var slot = new TaskSlot
        {
            State = taskState,
            TryNumber = run == DagRunState.Queued ? 0 : Try,
            MaxTries = run == DagRunState.Queued ? 3 : Try + 3,
            NextTryAt = taskState == S.UpForRetry ? Now : null,
            Lease = lease,
        };
        var changes = new List<TaskChange> { new(0, slot) };
        if (others)
        {
            changes.Add(new TaskChange(1, new TaskSlot { State = S.Running, TryNumber = 1, Lease = new Lease(new Guid(3, 0, 0, new byte[8]), "c") }));
        }

        // A task is only held back when there is no room.
        var room = taskState == S.Scheduled || isFull ? 1 : 16;
        return RunState.Restore(
            RunPlan.Compile(new DagDefinition { DagId = "d", Tasks = tasks, MaxActiveTasks = room }), "r", new RunChange(run, Now, Now, null, null, 0), changes);
    }

    private static IEnumerable<string> Differences(List<string[]> rows, Func<string, string, string> cell) =>
        from row in rows.Skip(1)
        from column in Enumerable.Range(1, rows[0].Length - 1)
        let actual = cell(row[0], rows[0][column])
        where actual != row[column]
        select $"{row[0]} × {rows[0][column]}: {actual}, not {row[column]}";
}
