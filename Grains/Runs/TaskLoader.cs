using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.Secrets;
using Orrery.Core.Templating;
using Orrery.Core.Timetables;
using Orrery.Grains.Assets;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Secrets;
using Orrery.Grains.Waits;
using Orrery.Storage;

namespace Orrery.Grains.Runs;

/// <summary>
/// From a task of a release to a launch specification: renders its templates with the facts of the run. Also evaluates the tasks
/// which the run decides itself.
/// </summary>
/// <param name="store">Where XComs and releases are.</param>
/// <param name="assets">Says whether a task may touch its assets.</param>
/// <param name="clock">Says whether a run is the latest of its schedule.</param>
/// <param name="secrets">Where variables and connections are.</param>
public sealed partial class TaskLoader(IStore store, AssetGate assets, TimeProvider clock, DagSecrets secrets)
{
    private readonly MappedValues _values = new(store);

    /// <summary>What came of loading a task: a specification, or why it cannot be launched.</summary>
    internal readonly record struct Loaded(LaunchSpec? Spec, TaskFailure? Failure);

    /// <summary>The launch specification of the current try of a task.</summary>
    internal async Task<Loaded> LoadAsync(RunRecord run, int instance, Guid leaseId)
    {
        var task = run.State.DefinitionOf(instance);
        var key = run.KeyOf(instance, run.State[instance].TryNumber);
        if (await assets.RefusalAsync(run.Plan.Dag, task) is { } refusal)
        {
            return new Loaded(null, refusal);
        }

        await LoadTriggeringEventsAsync(run);
        var xcoms = XComsFor(run, instance);
        var opened = new RunSecrets(secrets, run.Plan.Dag.DagId, isKept: false);
        try
        {
            var expanded = await _values.OfInstanceAsync(run, instance);
            var spec = await opened.RenderAsync(xcoms, $"tasks.{task.TaskId}", () =>
            {
                var context = opened.AddTo(ContextOf(run, instance, xcoms, expanded));
                var rendered = Render(context, run.Plan.Dag, task, run.State[instance]);
                return run.State[instance].ActionOf(task).Called is not { } call
                    ? rendered
                    : rendered with { Code = CodeCalls.Launch(run, instance, call, context, xcoms), FailExitCode = CodeCalls.FailExitCode };
            });
            spec = spec with { Environment = WithExpanded(spec.Environment, expanded) };
            return new Loaded(spec with { Task = key, LeaseId = leaseId, Snapshot = run.Snapshot, WorkingDirectory = run.WorkingDirectory, ExecutionTimeout = task.ExecutionTimeout, Secrets = [.. opened.Values] }, null);
        }
        catch (Exception e) when (e is TemplateError or XComsNeededException)
        {
            return new Loaded(null, new TaskFailure(TaskFailureReason.TemplateError, SecretMask.Of(opened.Values).Mask(e.Message)));
        }
    }

    /// <summary>The outcome of a task the run decides itself.</summary>
    internal async Task<TaskOutcome> DecideAsync(RunRecord run, int instance)
    {
        var task = run.State.DefinitionOf(instance);
        if (await assets.RefusalAsync(run.Plan.Dag, task) is { } refusal)
        {
            return new TaskOutcome.Fail(refusal);
        }

        await LoadTriggeringEventsAsync(run);
        try
        {
            return task.Action switch
            {
                TaskAction.Empty => new TaskOutcome.Success(),
                TaskAction.Branch { Choice: DecisionSource.Value choice } =>
                    DecidedValue.ToBranch(task.TaskId, await EvaluateAsync(run, instance, choice.Template, "branch")),
                TaskAction.ShortCircuit { Condition: DecisionSource.Value condition } gate =>
                    DecidedValue.ToGate(await EvaluateAsync(run, instance, condition.Template, "short_circuit"), gate.IgnoreDownstreamTriggerRules),
                TaskAction.LatestOnly => IsLatest(run) ? new TaskOutcome.Success() : new TaskOutcome.Branch([]),
                _ => throw new System.Diagnostics.UnreachableException($"Task '{task.TaskId}' ({task.Action.Name}) is not decided by the run."),
            };
        }
        catch (Exception e) when (e is TemplateError or XComsNeededException)
        {
            return new TaskOutcome.Fail(new TaskFailure(TaskFailureReason.TemplateError, e.Message));
        }
    }

    /// <summary>The instances of an expansion, from the values of its inputs as they are now.</summary>
    internal Task<ExpansionResult> ExpandAsync(RunRecord run, int expansion) => _values.ExpandAsync(run, expansion);

    private static LaunchSpec Render(TemplateContext context, DagDefinition dag, TaskDefinition task, in TaskSlot slot)
    {
        string Text(string template, string field) => Template.Parse(template, $"tasks.{task.TaskId}.{field}").Render(context);

        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in dag.Env.Concat(task.Env))
        {
            environment[name] = Text(value, $"env.{name}");
        }

        if (context.Extra.TryGetValue("callback", out var facts) && facts is not null)
        {
            foreach (var (name, value) in CallbackFacts.ToEnvironment(facts.AsObject()))
            {
                environment[name] = value;
            }
        }

        var spec = new LaunchSpec { Task = null!, LeaseId = default, Environment = environment, EventJson = slot.Wait?.EventJson };
        if (slot.ActionOf(task) is TaskAction.Sensor sensor)
        {
            // What a process deferred itself to is no template.
            return SensorSpecs.Add(spec, sensor, slot.Wait!, slot.Wait!.Deferral is null ? Text : static (text, _) => text);
        }

        spec = ContainerSpecs.Add(spec, task.DockerRuntime, Text);
        return task.Action switch
        {
            TaskAction.Bash bash => spec with { Script = Text(bash.Script, "bash") },
            TaskAction.Command command => spec with { Argv = Arguments(command.Argv, "command") },
            TaskAction.Branch { Choice: DecisionSource.Bash bash } => spec with { Script = Text(bash.Script, "branch.bash") },
            TaskAction.Branch { Choice: DecisionSource.Command command } => spec with { Argv = Arguments(command.Argv, "branch.command") },
            TaskAction.ShortCircuit { Condition: DecisionSource.Bash bash } => spec with { Script = Text(bash.Script, "short_circuit.bash") },
            TaskAction.ShortCircuit { Condition: DecisionSource.Command command } => spec with { Argv = Arguments(command.Argv, "short_circuit.command") },
            { Called: not null } => spec,
            _ => throw new System.Diagnostics.UnreachableException($"Task '{task.TaskId}' ({task.Action.Name}) is not launched."),
        };

        System.Collections.Immutable.ImmutableArray<string> Arguments(IReadOnlyList<string> argv, string field) =>
            [.. argv.Select((argument, i) => Text(argument, $"{field}[{i}]"))];
    }

    private bool IsLatest(RunRecord run) => LatestRun.IsLatest(
        TimetableFactory.Of(run.Plan.Dag),
        run.Row.Type,
        run.Row is { IntervalStart: { } start, IntervalEnd: { } end } ? new DataInterval(start, end) : null,
        run.Row.RunAfter,
        clock.GetUtcNow());

    private async Task<JsonElement?> EvaluateAsync(RunRecord run, int instance, string template, string field)
    {
        var xcoms = XComsFor(run, instance);
        var expanded = await _values.OfInstanceAsync(run, instance);
        var parsed = Template.Parse(template, $"tasks.{run.State.DefinitionOf(instance).TaskId}.{field}");
        var opened = new RunSecrets(secrets, run.Plan.Dag.DagId, isKept: true);
        var value = await opened.RenderAsync(xcoms, parsed.Name, () => parsed.Evaluate(opened.AddTo(ContextOf(run, instance, xcoms, expanded))));
        return JsonSerializer.SerializeToElement(value.ToJson());
    }

    /// <summary>The events that led to the run, read once: they never change.</summary>
    private async Task LoadTriggeringEventsAsync(RunRecord run)
    {
        if (run is { Row.Type: Core.Identity.DagRunType.AssetTriggered, TriggeringEvents: null })
        {
            run.TriggeringEvents = TriggeringEvents.ToJson(await TriggeringEvents.ReadAsync(store, run.Row.RunPk));
        }
    }

    private RunXComs XComsFor(RunRecord run, int instance) => new(run, run.State.TaskOf(instance), run.State.MapIndexOf(instance), store);

    private static JsonObject? CallbackOf(RunRecord run, int instance) =>
        run.State.DefinitionOf(instance).Callback is null ? null : CallbackFacts.Of(run.State, instance);

    /// <summary>What an expanded instance got, in the environment: all of it, and each argument by itself.</summary>
    private static IReadOnlyDictionary<string, string> WithExpanded(IReadOnlyDictionary<string, string> environment, JsonObject? expanded)
    {
        if (expanded is null)
        {
            return environment;
        }

        var all = new Dictionary<string, string>(environment, StringComparer.Ordinal) { ["ORRERY_EXPAND"] = expanded.ToJsonString() };
        foreach (var (name, value) in expanded.Where(e => e.Key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')))
        {
            all[$"ORRERY_EXPAND_{name.ToUpperInvariant()}"] = value switch
            {
                null => "",
                JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>(),
                _ => value.ToJsonString(),
            };
        }

        return all;
    }

    private static TemplateContext ContextOf(RunRecord run, int instance, RunXComs xcoms, JsonObject? expanded)
    {
        var context = MappedValues.ContextOf(run, run.State.TaskOf(instance), xcoms) with
        {
            MapIndex = run.State.MapIndexOf(instance),
            TryNumber = run.State[instance].TryNumber,
        };
        var extra = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        if (expanded is not null)
        {
            extra[MappedValues.Name] = expanded;
        }

        if (CallbackOf(run, instance) is { } facts)
        {
            extra["callback"] = facts;
        }

        return extra.Count == 0 ? context : context with { Extra = extra };
    }
}
