using System.Reflection;
using System.Text.Json.Nodes;
using Orrery.Core.Assets;
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

    private static readonly AssetExpression A = new AssetExpression.One(AssetRef.Asset("a"));
    private static readonly SensorCondition.Http Http = new() { Url = "http://b" };
    private static readonly SensorCondition.Dag Awaited = new() { DagId = "e" };
    private static readonly TaskAction.TriggerDag Triggering = new() { DagId = "e" };
    private static readonly TaskAction.Approval Asking = new() { Subject = "?" };

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
        ["DagDefinition.MaxConsecutiveFailedDagRuns"] = () => Base with { MaxConsecutiveFailedDagRuns = 3 },
        ["DagDefinition.IsPausedUponCreation"] = () => Base with { IsPausedUponCreation = false },
        ["DagDefinition.Params"] = () => WithParam(new ParamDefinition()),
        ["DagDefinition.Assets"] = () => Defining(new AssetDefinition { Uri = "u", Name = "n" }),
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
        ["TaskDefinition.Callback"] = () => Called(new TaskCallback.OnFailure()),
        ["TaskCallback.OnSuccess"] = () => Called(new TaskCallback.OnSuccess()),
        ["OnDeadline.Reference"] = () => Called(new TaskCallback.OnDeadline(new DeadlineReference.LogicalDate(), TimeSpan.Zero)),
        ["DeadlineReference.QueuedAt"] = () => Called(new TaskCallback.OnDeadline(new DeadlineReference.QueuedAt(), TimeSpan.Zero)),
        ["DeadlineReference.AverageRuntime"] = () => Called(new TaskCallback.OnDeadline(new DeadlineReference.AverageRuntime(), TimeSpan.Zero)),
        ["OnDeadline.Interval"] = () => Called(new TaskCallback.OnDeadline(new DeadlineReference.LogicalDate(), TimeSpan.FromMinutes(1))),
        ["Fixed.At"] = () => Called(new TaskCallback.OnDeadline(new DeadlineReference.Fixed(DateTimeOffset.UnixEpoch), TimeSpan.Zero)),
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
        ["TaskDefinition.Inlets"] = () => WithTask(t => t with { Inlets = [AssetRef.Asset("u")] }),
        ["TaskDefinition.Outlets"] = () => WithTask(t => t with { Outlets = [AssetRef.Asset("u")] }),
        ["TaskDefinition.WeightRule"] = () => WithTask(t => t with { WeightRule = WeightRule.Absolute }),
        ["TaskDefinition.Pool"] = () => WithTask(t => t with { Pool = "p" }),
        ["TaskDefinition.PoolSlots"] = () => WithTask(t => t with { PoolSlots = 2 }),
        ["TaskDefinition.MaxActiveTisPerDag"] = () => WithTask(t => t with { MaxActiveTisPerDag = 1 }),
        ["TaskDefinition.MaxActiveTisPerDagRun"] = () => WithTask(t => t with { MaxActiveTisPerDagRun = 1 }),
        ["TaskDefinition.DockerRuntime"] = () => Inside(d => d),
        ["DockerRuntime.Image"] = () => Inside(d => d with { Image = "other" }),
        ["DockerRuntime.Pull"] = () => Inside(d => d with { Pull = ImagePull.Always }),
        ["DockerRuntime.Network"] = () => Inside(d => d with { Network = "none" }),
        ["DockerRuntime.Memory"] = () => Inside(d => d with { Memory = 1L << 40 }),
        ["DockerRuntime.Cpus"] = () => Inside(d => d with { Cpus = 0.5 }),
        ["DockerRuntime.Pids"] = () => Inside(d => d with { Pids = 5 }),
        ["DockerRuntime.User"] = () => Inside(d => d with { User = "0" }),
        ["DockerRuntime.ReadOnly"] = () => Inside(d => d with { ReadOnly = false }),
        ["DockerRuntime.Volumes"] = () => Inside(d => d with { Volumes = ["/a:/b"] }),
        ["DockerRuntime.CapAdd"] = () => Inside(d => d with { CapAdd = ["NET_RAW"] }),
        ["DockerRuntime.Labels"] = () => Inside(d => d with { Labels = new Dictionary<string, string> { ["a"] = "b" } }),
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
        ["AssetRef.Kind"] = () => WithTask(t => t with { Outlets = [AssetRef.Alias("u")] }),
        ["AssetRef.Id"] = () => WithTask(t => t with { Outlets = [AssetRef.Asset("v")] }),
        ["AssetDefinition.Uri"] = () => Defining(new AssetDefinition { Uri = "v", Name = "n" }),
        ["AssetDefinition.Name"] = () => Defining(new AssetDefinition { Uri = "u", Name = "m" }),
        ["AssetDefinition.Group"] = () => Defining(new AssetDefinition { Uri = "u", Name = "n", Group = "g" }),
        ["AssetDefinition.Extra"] = () => Defining(new AssetDefinition { Uri = "u", Name = "n", Extra = new JsonObject { ["k"] = 1 } }),
        ["Assets.Condition"] = () => Scheduled(new ScheduleDefinition.Assets(A)),
        ["AssetOrTime.Timetable"] = () => Scheduled(new ScheduleDefinition.AssetOrTime(new ScheduleDefinition.Once(), A)),
        ["AssetOrTime.Condition"] = () => Scheduled(new ScheduleDefinition.AssetOrTime(new ScheduleDefinition.Once(), new AssetExpression.One(AssetRef.Alias("x")))),
        ["One.Ref"] = () => Scheduled(new ScheduleDefinition.Assets(new AssetExpression.One(AssetRef.Alias("a")))),
        ["All.Parts"] = () => Scheduled(new ScheduleDefinition.Assets(new AssetExpression.All([A, new AssetExpression.One(AssetRef.Asset("b"))]))),
        ["Any.Parts"] = () => Scheduled(new ScheduleDefinition.Assets(new AssetExpression.Any([A, new AssetExpression.One(AssetRef.Asset("b"))]))),
        ["Continuous"] = () => Scheduled(new ScheduleDefinition.Continuous()),
        ["Bash.Script"] = () => Doing(new TaskAction.Bash("y")),
        ["Command.Argv"] = () => Doing(new TaskAction.Command(["x", ""])),
        ["Branch.Choice"] = () => Doing(new TaskAction.Branch(new DecisionSource.Value("x"))),
        ["ShortCircuit.Condition"] = () => Doing(new TaskAction.ShortCircuit(new DecisionSource.Bash("x"))),
        ["ShortCircuit.IgnoreDownstreamTriggerRules"] = () => Doing(new TaskAction.ShortCircuit(new DecisionSource.Bash("x"), IgnoreDownstreamTriggerRules: false)),
        ["Value.Template"] = () => Doing(new TaskAction.Branch(new DecisionSource.Value("y"))),
        ["DecisionSource.Bash.Script"] = () => Doing(new TaskAction.Branch(new DecisionSource.Bash("y"))),
        ["DecisionSource.Command.Argv"] = () => Doing(new TaskAction.Branch(new DecisionSource.Command(["y"]))),
        ["Code.Call"] = () => Doing(new TaskAction.Code(new CodeCall("""["x"]""", """{"x":1}""", PassXComs: true))),
        ["DecisionSource.Code.Call"] = () => Doing(new TaskAction.Branch(new DecisionSource.Code(new CodeCall("""["x"]""")))),
        ["Wait.Target"] = () => Doing(new TaskAction.Wait(new WaitTarget.TimeOfDay(new TimeOnly(7, 0)))),
        ["For.Duration"] = () => Doing(new TaskAction.Wait(new WaitTarget.For(TimeSpan.FromSeconds(2.5)))),
        ["Until.Moment"] = () => Doing(new TaskAction.Wait(new WaitTarget.Until("2026-01-01"))),
        ["TimeOfDay.Time"] = () => Doing(new TaskAction.Wait(new WaitTarget.TimeOfDay(new TimeOnly(7, 30, 5)))),
        ["Sensor.Condition"] = () => Sensing(new SensorCondition.File("/a")),
        ["Sensor.Policy"] = () => Polling(p => p with { PokeInterval = TimeSpan.FromSeconds(1), Deferrable = true }),
        ["SensorPolicy.PokeInterval"] = () => Polling(p => p with { PokeInterval = TimeSpan.FromSeconds(0.5) }),
        ["SensorPolicy.Timeout"] = () => Polling(p => p with { Timeout = TimeSpan.Zero }),
        ["SensorPolicy.Mode"] = () => Polling(p => p with { Mode = SensorMode.Reschedule }),
        ["SensorPolicy.Deferrable"] = () => Polling(p => p with { Deferrable = true }),
        ["SensorPolicy.ExponentialBackoff"] = () => Polling(p => p with { ExponentialBackoff = true }),
        ["SensorPolicy.MaxWait"] = () => Polling(p => p with { ExponentialBackoff = true, MaxWait = TimeSpan.FromHours(1) }),
        ["SensorPolicy.SoftFail"] = () => Polling(p => p with { SoftFail = true }),
        ["SensorPolicy.NeverFail"] = () => Polling(p => p with { NeverFail = true }),
        ["SensorPolicy.SilentFail"] = () => Polling(p => p with { SilentFail = true }),
        ["SensorCondition.File.Path"] = () => Sensing(new SensorCondition.File("/c")),
        ["SensorCondition.Asset.Uri"] = () => Sensing(new SensorCondition.Asset("u")),
        ["SensorCondition.Asset.Since"] = () => Sensing(new SensorCondition.Asset("u", "{{ data_interval_end }}")),
        ["SensorCondition.Http.Url"] = () => Sensing(Http with { Url = "http://c" }),
        ["SensorCondition.Http.Method"] = () => Sensing(Http with { Method = "HEAD" }),
        ["SensorCondition.Http.Headers"] = () => Sensing(Http with { Headers = new Dictionary<string, string> { ["A"] = "b" } }),
        ["SensorCondition.Http.Body"] = () => Sensing(Http with { Body = "" }),
        ["SensorCondition.Http.Status"] = () => Sensing(Http with { Status = [200, 302] }),
        ["SensorCondition.Http.Contains"] = () => Sensing(Http with { Contains = "ready" }),
        ["SensorCondition.Sql.Kind"] = () => Sensing(new SensorCondition.Sql(SqlKind.Postgres, "a", "b")),
        ["SensorCondition.Sql.Connection"] = () => Sensing(new SensorCondition.Sql(SqlKind.Sqlite, "c", "b")),
        ["SensorCondition.Sql.Query"] = () => Sensing(new SensorCondition.Sql(SqlKind.Sqlite, "a", "c")),
        ["SensorCondition.Bash.Script"] = () => Sensing(new SensorCondition.Bash("x")),
        ["SensorCondition.Bash.RetryExitCode"] = () => Sensing(new SensorCondition.Bash("x", 1)),
        ["SensorCondition.Command.Argv"] = () => Sensing(new SensorCondition.Command(["x"])),
        ["SensorCondition.Command.RetryExitCode"] = () => Sensing(new SensorCondition.Command(["x"], 2)),
        ["SensorCondition.Code.Call"] = () => Sensing(new SensorCondition.Code(new CodeCall(KwargsJson: """{"x":1}"""))),
        ["SensorCondition.Dag.DagId"] = () => Sensing(Awaited with { DagId = "f" }),
        ["SensorCondition.Dag.TaskId"] = () => Sensing(Awaited with { TaskId = "t" }),
        ["SensorCondition.Dag.RunId"] = () => Sensing(Awaited with { RunId = "r" }),
        ["SensorCondition.Dag.LogicalDate"] = () => Sensing(Awaited with { LogicalDate = "2026-01-01" }),
        ["SensorCondition.Dag.AllowedStates"] = () => Sensing(Awaited with { AllowedStates = ["failed", "success"] }),
        ["SensorCondition.Dag.FailedStates"] = () => Sensing(Awaited with { FailedStates = ["failed"] }),
        ["SensorCondition.Dag.SkippedStates"] = () => Sensing(Awaited with { SkippedStates = ["failed"] }),
        ["TriggerDag.DagId"] = () => Doing(Triggering with { DagId = "f" }),
        ["TriggerDag.RunId"] = () => Doing(Triggering with { RunId = "r" }),
        ["TriggerDag.LogicalDate"] = () => Doing(Triggering with { LogicalDate = "2026-01-01" }),
        ["TriggerDag.ConfJson"] = () => Doing(Triggering with { ConfJson = "{\"a\":[1,null,\"{{ ds }}\"]}" }),
        ["TriggerDag.WaitForCompletion"] = () => Doing(Triggering with { WaitForCompletion = true }),
        ["TriggerDag.PokeInterval"] = () => Doing(Triggering with { PokeInterval = TimeSpan.FromSeconds(1) }),
        ["TriggerDag.AllowedStates"] = () => Doing(Triggering with { AllowedStates = [] }),
        ["TriggerDag.FailedStates"] = () => Doing(Triggering with { FailedStates = [] }),
        ["TriggerDag.ResetDagRun"] = () => Doing(Triggering with { ResetDagRun = true }),
        ["TriggerDag.SkipWhenAlreadyExists"] = () => Doing(Triggering with { SkipWhenAlreadyExists = true }),
        ["TriggerDag.FailWhenDagIsPaused"] = () => Doing(Triggering with { FailWhenDagIsPaused = true }),
        ["Approval.Subject"] = () => Doing(Asking with { Subject = "now?" }),
        ["Approval.Body"] = () => Doing(Asking with { Body = "b" }),
        ["Approval.Options"] = () => Doing(Asking with { Options = ["Reject", "Approve"] }),
        ["Approval.Defaults"] = () => Doing(Asking with { Defaults = ["Reject"] }),
        ["Approval.Multiple"] = () => Doing(Asking with { Multiple = true }),
        ["Approval.AssignedUsers"] = () => Doing(Asking with { AssignedUsers = ["ann"] }),
        ["Approval.Timeout"] = () => Doing(Asking with { Timeout = TimeSpan.FromHours(1) }),
        ["Approval.FailOnReject"] = () => Doing(Asking with { FailOnReject = true }),
    };

    [Fact]
    public void Changes_WhenComparedWithTheModel_CoverEveryProperty()
    {
        Type[] closed =
        [
            typeof(ScheduleDefinition), typeof(TaskAction), typeof(DecisionSource), typeof(AssetExpression), typeof(WaitTarget), typeof(SensorCondition),
            typeof(TaskCallback), typeof(DeadlineReference), typeof(ExpandDefinition), typeof(ExpandInput),
        ];
        Type[] types =
        [
            typeof(DagDefinition), typeof(TaskDefinition), typeof(ParamDefinition), typeof(CalendarDelta), typeof(AssetDefinition), typeof(AssetRef), typeof(SensorPolicy),
            typeof(TaskGroupDefinition), typeof(ExpandArgument), typeof(DockerRuntime), .. closed.SelectMany(t => t.GetNestedTypes()),
        ];

        var properties = types.SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite)
            .Select(p => t.DeclaringType == typeof(SensorCondition) || (t.DeclaringType == typeof(DecisionSource) && t.Name != "Value")
                ? $"{t.DeclaringType!.Name}.{t.Name}.{p.Name}" : $"{t.Name}.{p.Name}"));

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

    private static DagDefinition Inside(Func<DockerRuntime, DockerRuntime> change) => WithTask(t => t with { DockerRuntime = change(new DockerRuntime { Image = "i" }) });

    private static DagDefinition WithGroup(TaskGroupDefinition group) => Base with { TaskGroups = [group] };

    private static DagDefinition Over(ExpandInput input) => WithTask(t => t with { Expand = new ExpandDefinition.Arguments([new ExpandArgument("x", input)]) });

    private static ExpandArgument Argument(string name) => new(name, new ExpandInput.Literal(["x"]));

    private static DagDefinition Called(TaskCallback callback) => WithTask(t => t with { Kind = TaskKind.Callback, Callback = callback });

    private static DagDefinition WithParam(ParamDefinition param) => Base with { Params = new Dictionary<string, ParamDefinition> { ["p"] = param } };

    private static DagDefinition Defining(AssetDefinition asset) => Base with { Assets = [asset] };

    private static DagDefinition Scheduled(ScheduleDefinition schedule) => Base with { Schedule = schedule };

    private static DagDefinition Doing(TaskAction action) => WithTask(t => t with { Action = action });

    private static DagDefinition Sensing(SensorCondition condition) => Doing(new TaskAction.Sensor(condition, SensorPolicy.Default));

    private static DagDefinition Polling(Func<SensorPolicy, SensorPolicy> change) =>
        Doing(new TaskAction.Sensor(new SensorCondition.File("/b"), change(SensorPolicy.Default)));
}
