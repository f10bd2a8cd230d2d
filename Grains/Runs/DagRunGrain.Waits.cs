using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Core.Templating;
using Orrery.Core.Waits;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Waits;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Runs;

/// <content>What the run decides itself, at once or by looking now and then at what it waits for; and the answers of people.</content>
public sealed partial class DagRunGrain
{
    /// <inheritdoc/>
    public async Task<ActionResult> AnswerAsync(ApprovalAnswer answer)
    {
        if (FindRun() is not { } run)
        {
            return NotFound();
        }

        if (!run.State.TryInstanceOf(answer.TaskId, answer.MapIndex, out var instance))
        {
            return ActionResult.Refuse(ActionStatus.NotFound, $"Run '{_key}' has no task '{answer.TaskId}'{(answer.MapIndex < 0 ? "" : $" with map index {answer.MapIndex}")}.");
        }

        if (run.State.DefinitionOf(instance).Action is not TaskAction.Approval approval)
        {
            return ActionResult.Refuse(ActionStatus.Invalid, $"Task '{answer.TaskId}' asks nobody: only approval tasks can be answered.");
        }

        ImmutableArray<string> problems =
            [.. ApprovalOutcome.Problems(approval, answer.ChosenOptions, answer.RespondedBy, answer.IsForOthers), .. ParamsProblem(answer.ParamsInputJson)];
        if (!problems.IsEmpty)
        {
            return ActionResult.Refuse(ActionStatus.Invalid, problems);
        }

        var question = await loader.FindApprovalAsync(run, instance);
        var tryNumber = run.State[instance].TryNumber;
        if (question is null || run.State[instance].State != TaskInstanceState.Deferred)
        {
            return NotAsking(answer.TaskId);
        }

        var decided = new RunEvent.Decided(instance, tryNumber, ApprovalOutcome.Of(approval, answer.ChosenOptions, answer.RespondedBy));
        var audit = Audit("answer_approval", new JsonObject { ["chosen_options"] = new JsonArray([.. answer.ChosenOptions.Select(o => JsonValue.Create(o))]) });
        StoreRow[] riders =
        [
            .. ApprovalRows.Answered(run, instance, question, answer.ChosenOptions, answer.RespondedBy, answer.ParamsInputJson, clock.GetUtcNow()),
            audit with { Actor = answer.RespondedBy ?? audit.Actor },
        ];
        return (await SubmitAllAsync([new Input(decided, riders)]))[0].Ignored is null ? ActionResult.Done : NotAsking(answer.TaskId);
    }

    private static ActionResult NotAsking(string taskId) => ActionResult.Refuse(
        ActionStatus.Conflict, $"Task '{taskId}' does not wait for an answer: it was answered, or has not asked yet, or its time was up.");

    private static ImmutableArray<string> ParamsProblem(string? json)
    {
        try
        {
            return json is null || JsonNode.Parse(json) is JsonObject ? [] : ["params_input must be a JSON object."];
        }
        catch (JsonException)
        {
            return ["params_input is not JSON: it must be an object."];
        }
    }

    private async Task DecideAsync(RunRecord run, RunEffect.Decide decide)
    {
        if (run.State[decide.Instance].TryNumber != decide.TryNumber)
        {
            // Cleared since; the new try is decided by an effect of its own.
            return;
        }

        var isFirstLook = run.State[decide.Instance].Wait?.Asset is null;
        var outcome = await DecideAsync(run, decide.Instance, decide.TryNumber);
        var mayHaveMissed = outcome switch
        {
            TaskOutcome.NotYet { Run: { } awaited } => await ListenToAsync(awaited) is { } state && state.IsFinished(),
            TaskOutcome.NotYet { Asset: { } uri } => await ListenToAssetAsync(uri) || isFirstLook,
            _ => false,
        };
        if (mayHaveMissed)
        {
            // It may have come between the look and the request to be told.
            await DecideAsync(run, decide.Instance, decide.TryNumber);
        }
    }

    private async Task<TaskOutcome> DecideAsync(RunRecord run, int instance, int tryNumber)
    {
        DecidedTask decided;
        try
        {
            decided = await waits.DecideAsync(run, instance) ?? new DecidedTask(await loader.DecideAsync(run, instance));
        }
        catch (Exception e) when (e is TemplateError or XComsNeededException)
        {
            decided = new DecidedTask(new TaskOutcome.Fail(new TaskFailure(TaskFailureReason.TemplateError, e.Message)));
        }

        var (outcome, news) = NewsOf(run, instance, decided.Outcome, said: null);
        await SubmitAllAsync([new Input(new RunEvent.Decided(instance, tryNumber, outcome), decided.Riders, news)]);
        return decided.Outcome;
    }

    /// <summary>Looks at every instance that waits for something which has moved on; answers how many there were.</summary>
    private async Task<int> LookAtWaitsAsync(RunRecord run, Func<TaskWait, bool> isFor)
    {
        var waiting = Enumerable.Range(0, run.State.Count)
            .Where(i => run.State[i] is { State: TaskInstanceState.Deferred, Lease: null, Wait: { } wait } && isFor(wait))
            .Select(i => (Instance: i, run.State[i].TryNumber))
            .ToList();
        foreach (var (instance, tryNumber) in waiting)
        {
            await DecideAsync(run, instance, tryNumber);
        }

        return waiting.Count;
    }
}
