using System.Reflection;
using System.Text.Json.Nodes;
using Orrery.Core.Dags;
using Orrery.Core.Identity;
using Orrery.Core.Timetables;

namespace Orrery.Core.Tests.Dags;

/// <summary>No property of the model may be forgotten in the document: each one has a change here, and the change a hash.</summary>
public sealed class DocumentCompletenessTests
{
    private static readonly DagDefinition Base = new()
    {
        DagId = "d",
        Tasks = [new TaskDefinition { TaskId = "a", Action = new TaskAction.Empty() }, new TaskDefinition { TaskId = "b", Action = new TaskAction.Empty() }],
    };

    private static readonly Dictionary<string, Func<DagDefinition>> Changes = new(StringComparer.Ordinal)
    {
        ["DagDefinition.DagId"] = () => Base with { DagId = "e" },
        ["DagDefinition.Description"] = () => Base with { Description = "x" },
        ["DagDefinition.Schedule"] = () => Base with { Schedule = new ScheduleDefinition.Once() },
        ["DagDefinition.Timezone"] = () => Base with { Timezone = "Europe/Berlin" },
        ["DagDefinition.StartDate"] = () => Base with { StartDate = DateTimeOffset.UnixEpoch.AddTicks(1) },
        ["DagDefinition.EndDate"] = () => Base with { EndDate = DateTimeOffset.UnixEpoch },
        ["DagDefinition.Catchup"] = () => Base with { Catchup = true },
        ["DagDefinition.MaxActiveRuns"] = () => Base with { MaxActiveRuns = 1 },
        ["DagDefinition.AllowedRunTypes"] = () => Base with { AllowedRunTypes = [DagRunType.Manual] },
        ["DagDefinition.MaxActiveTasks"] = () => Base with { MaxActiveTasks = 1 },
        ["DagDefinition.DagRunTimeout"] = () => Base with { DagRunTimeout = TimeSpan.FromSeconds(1.5) },
        ["DagDefinition.FailFast"] = () => Base with { FailFast = true },
        ["DagDefinition.Params"] = () => WithParam(new ParamDefinition()),
        ["DagDefinition.Env"] = () => Base with { Env = new Dictionary<string, string> { ["A"] = "no" } },
        ["DagDefinition.Tags"] = () => Base with { Tags = ["x"] },
        ["DagDefinition.Owner"] = () => Base with { Owner = "me" },
        ["DagDefinition.TaskGroups"] = () => WithGroup(new TaskGroupDefinition { GroupId = "g" }),
        ["DagDefinition.Tasks"] = () => Base with { Tasks = [Base.Tasks[0]] },
        ["TaskDefinition.TaskId"] = () => WithTask(t => t with { TaskId = "c" }),
        ["TaskDefinition.Action"] = () => WithTask(t => t with { Action = new TaskAction.Bash("x") }),
        ["TaskDefinition.DependsOn"] = () => WithTask(t => t with { DependsOn = ["b"] }),
        ["TaskDefinition.TriggerRule"] = () => WithTask(t => t with { TriggerRule = TriggerRule.AllDone }),
        ["TaskDefinition.Kind"] = () => WithTask(t => t with { Kind = TaskKind.Setup }),
        ["TaskDefinition.OnFailureFailDagRun"] = () => WithTask(t => t with { OnFailureFailDagRun = true }),
        ["TaskDefinition.Retries"] = () => WithTask(t => t with { Retries = 1 }),
        ["TaskDefinition.RetryDelay"] = () => WithTask(t => t with { RetryDelay = TimeSpan.Zero }),
        ["TaskDefinition.RetryExponentialBackoff"] = () => WithTask(t => t with { RetryExponentialBackoff = 1.5 }),
        ["TaskDefinition.MaxRetryDelay"] = () => WithTask(t => t with { MaxRetryDelay = TimeSpan.FromDays(1) }),
        ["TaskDefinition.ExecutionTimeout"] = () => WithTask(t => t with { ExecutionTimeout = TimeSpan.FromMilliseconds(1) }),
        ["TaskDefinition.Env"] = () => WithTask(t => t with { Env = new Dictionary<string, string> { ["A"] = "" } }),
        ["TaskDefinition.Queue"] = () => WithTask(t => t with { Queue = "q" }),
        ["TaskDefinition.PriorityWeight"] = () => WithTask(t => t with { PriorityWeight = -1 }),
        ["TaskDefinition.Group"] = () => WithTask(t => t with { Group = "g" }),
        ["TaskDefinition.MapIndexTemplate"] = () => WithTask(t => t with { MapIndexTemplate = "x" }),
        ["TaskDefinition.Expand"] = () => Over(new ExpandInput.Literal(["x"])),
        ["TaskGroupDefinition.GroupId"] = () => WithGroup(new TaskGroupDefinition { GroupId = "h" }),
        ["TaskGroupDefinition.Group"] = () => WithGroup(new TaskGroupDefinition { GroupId = "g", Group = "h" }),
        ["TaskGroupDefinition.PrefixGroupId"] = () => WithGroup(new TaskGroupDefinition { GroupId = "g", PrefixGroupId = false }),
        ["TaskGroupDefinition.Expand"] = () => WithGroup(new TaskGroupDefinition { GroupId = "g", Expand = new ExpandDefinition.ArgumentSets(new ExpandInput.XCom("a")) }),
        ["TaskGroupDefinition.Description"] = () => WithGroup(new TaskGroupDefinition { GroupId = "g", Description = "x" }),
        ["Arguments.Items"] = () => WithTask(t => t with { Expand = new ExpandDefinition.Arguments([Argument("z"), Argument("y")]) }),
        ["ArgumentSets.Input"] = () => WithTask(t => t with { Expand = new ExpandDefinition.ArgumentSets(new ExpandInput.Literal([])) }),
        ["ExpandArgument.Name"] = () => WithTask(t => t with { Expand = new ExpandDefinition.Arguments([Argument("y")]) }),
        ["ExpandArgument.Input"] = () => Over(new ExpandInput.Literal([])),
        ["Literal.Items"] = () => Over(new ExpandInput.Literal([null, 1, "1", new JsonArray("k", true)])),
        ["Template.Text"] = () => Over(new ExpandInput.Template("{{ params.x }}")),
        ["XCom.TaskId"] = () => Over(new ExpandInput.XCom("b")),
        ["XCom.Key"] = () => Over(new ExpandInput.XCom("b", "k")),
        ["Zip.Inputs"] = () => Over(new ExpandInput.Zip([new ExpandInput.Literal([1])], HasFill: false, null)),
        ["Zip.HasFill"] = () => Over(new ExpandInput.Zip([new ExpandInput.Literal([1])], HasFill: true, null)),
        ["Zip.Fill"] = () => Over(new ExpandInput.Zip([new ExpandInput.Literal([1])], HasFill: true, "x")),
        ["Concat.Inputs"] = () => Over(new ExpandInput.Concat([new ExpandInput.Literal([1])])),
        ["Map.Input"] = () => Over(new ExpandInput.Map(new ExpandInput.Literal([1]), null, null)),
        ["Map.To"] = () => Over(new ExpandInput.Map(new ExpandInput.Literal([1]), "{{ item }}", null)),
        ["Map.SkipIf"] = () => Over(new ExpandInput.Map(new ExpandInput.Literal([1]), null, "{{ item }}")),
        ["TaskDefinition.DependsOnPast"] = () => WithTask(t => t with { DependsOnPast = true }),
        ["TaskDefinition.WaitForDownstream"] = () => WithTask(t => t with { WaitForDownstream = true }),
        ["TaskDefinition.IgnoreFirstDependsOnPast"] = () => WithTask(t => t with { IgnoreFirstDependsOnPast = false }),
        ["TaskDefinition.WaitForPastDependsBeforeSkipping"] = () => WithTask(t => t with { WaitForPastDependsBeforeSkipping = true }),
        ["TaskDefinition.Description"] = () => WithTask(t => t with { Description = "null" }),
        ["ParamDefinition.HasDefault"] = () => WithParam(new ParamDefinition { HasDefault = true }),
        ["ParamDefinition.Default"] = () => WithParam(new ParamDefinition { HasDefault = true, Default = "1" }),
        ["ParamDefinition.Schema"] = () => WithParam(new ParamDefinition { Schema = new JsonObject { ["type"] = "string" } }),
        ["ParamDefinition.Description"] = () => WithParam(new ParamDefinition { Description = "x" }),
        ["Cron.Expressions"] = () => Scheduled(new ScheduleDefinition.Cron(["@daily"])),
        ["Cron.Interval"] = () => Scheduled(new ScheduleDefinition.Cron(["@daily"], TimeSpan.FromHours(1))),
        ["Cron.RunImmediately"] = () => Scheduled(new ScheduleDefinition.Cron(["@daily"], RunImmediately: RunImmediately.Always)),
        ["RunImmediately.Buffer"] = () => Scheduled(new ScheduleDefinition.Cron(["@daily"], RunImmediately: RunImmediately.Within(TimeSpan.Zero))),
        ["CronInterval.Expression"] = () => Scheduled(new ScheduleDefinition.CronInterval("@daily")),
        ["Delta.Every"] = () => Scheduled(new ScheduleDefinition.Delta(CalendarDelta.Of(seconds: 60))),
        ["Delta.CoversInterval"] = () => Scheduled(new ScheduleDefinition.Delta(CalendarDelta.Of(seconds: 60), CoversInterval: true)),
        ["Delta.Interval"] = () => Scheduled(new ScheduleDefinition.Delta(CalendarDelta.Of(seconds: 60), Interval: TimeSpan.FromSeconds(1.5))),
        ["Events.Moments"] = () => Scheduled(new ScheduleDefinition.Events([DateTimeOffset.UnixEpoch])),
        ["Events.RestrictToEvents"] = () => Scheduled(new ScheduleDefinition.Events([DateTimeOffset.UnixEpoch], RestrictToEvents: true)),
        ["CalendarDelta.TotalMonths"] = () => Scheduled(new ScheduleDefinition.Delta(CalendarDelta.Of(months: 1))),
        ["CalendarDelta.Time"] = () => Scheduled(new ScheduleDefinition.Delta(CalendarDelta.Of(months: 1, seconds: 0.5))),
        ["Continuous"] = () => Scheduled(new ScheduleDefinition.Continuous()),
        ["Bash.Script"] = () => Doing(new TaskAction.Bash("y")),
        ["Command.Argv"] = () => Doing(new TaskAction.Command(["x", ""])),
        ["Branch.Choice"] = () => Doing(new TaskAction.Branch(new DecisionSource.Value("x"))),
        ["ShortCircuit.Condition"] = () => Doing(new TaskAction.ShortCircuit(new DecisionSource.Bash("x"))),
        ["ShortCircuit.IgnoreDownstreamTriggerRules"] = () => Doing(new TaskAction.ShortCircuit(new DecisionSource.Bash("x"), IgnoreDownstreamTriggerRules: false)),
        ["Value.Template"] = () => Doing(new TaskAction.Branch(new DecisionSource.Value("y"))),
        ["DecisionSource.Bash.Script"] = () => Doing(new TaskAction.Branch(new DecisionSource.Bash("y"))),
        ["DecisionSource.Command.Argv"] = () => Doing(new TaskAction.Branch(new DecisionSource.Command(["y"]))),
    };

    [Fact]
    public void Changes_WhenComparedWithTheModel_CoverEveryProperty()
    {
        Type[] closed = [typeof(ScheduleDefinition), typeof(TaskAction), typeof(DecisionSource), typeof(ExpandDefinition), typeof(ExpandInput)];
        Type[] types = [typeof(DagDefinition), typeof(TaskDefinition), typeof(ParamDefinition), typeof(CalendarDelta), typeof(TaskGroupDefinition), typeof(ExpandArgument), .. closed.SelectMany(t => t.GetNestedTypes())];

        var properties = types.SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite)
            .Select(p => t.DeclaringType == typeof(DecisionSource) && t.Name != "Value" ? $"DecisionSource.{t.Name}.{p.Name}" : $"{t.Name}.{p.Name}"));

        properties.Except(Changes.Keys).ShouldBeEmpty("give each new property a change here, a field in DagDocument and one in the reader");
    }

    [Fact]
    public void Of_WhenAnyPropertyChanges_GivesAnotherVersion()
    {
        var versions = Changes.Select(c => (c.Key, CanonicalDag.Of(c.Value()).Version)).Append(("unchanged", CanonicalDag.Of(Base).Version)).ToList();

        versions.GroupBy(v => v.Version).Where(g => g.Count() > 1).Select(g => string.Join(" = ", g.Select(v => v.Item1))).ShouldBeEmpty();
    }

    [Fact]
    public void FromJson_WhenAnyPropertyChanged_ReadsItBack()
    {
        foreach (var (name, change) in Changes)
        {
            var document = DagDocument.ToJson(change());

            DagDocument.ToJson(DagDocument.FromJson(document)).ToJsonString().ShouldBe(document.ToJsonString(), name);
        }
    }

    private static DagDefinition WithTask(Func<TaskDefinition, TaskDefinition> change) => Base with { Tasks = [change(Base.Tasks[0]), Base.Tasks[1]] };

    private static DagDefinition WithGroup(TaskGroupDefinition group) => Base with { TaskGroups = [group] };

    private static DagDefinition Over(ExpandInput input) => WithTask(t => t with { Expand = new ExpandDefinition.Arguments([new ExpandArgument("x", input)]) });

    private static ExpandArgument Argument(string name) => new(name, new ExpandInput.Literal(["x"]));

    private static DagDefinition WithParam(ParamDefinition param) => Base with { Params = new Dictionary<string, ParamDefinition> { ["p"] = param } };

    private static DagDefinition Scheduled(ScheduleDefinition schedule) => Base with { Schedule = schedule };

    private static DagDefinition Doing(TaskAction action) => WithTask(t => t with { Action = action });
}
