using Microsoft.AspNetCore.Http;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Silo.Api;

/// <summary>Several things in one request, as Airflow's clients send it: what is wrong with one is answered with the rest.</summary>
internal static class BulkRequest
{
    private const int MaxActions = 100;
    private const int MaxEntities = 1_000;

    /// <summary>Reads the request, carries its actions out in their order and answers.</summary>
    public static async Task<IResult> RunAsync(HttpContext http, IBulkTarget target)
    {
        var query = new QueryReader(http.Request);
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        body.Require("actions");
        var actions = body.Children("actions", MaxActions).Select(a => Read(a, target)).ToList();
        if ((query.Problem() ?? body.Problem()) is { } invalid)
        {
            return invalid;
        }

        var outcomes = new Dictionary<string, Outcome>(StringComparer.Ordinal);
        foreach (var action in actions)
        {
            if (!outcomes.TryGetValue(action.Verb, out var outcome))
            {
                outcomes[action.Verb] = outcome = new Outcome([], []);
            }

            await CarryOutAsync(action, target, outcome, http.RequestAborted);
        }

        return TypedResults.Json(new BulkWire(Of("create"), Of("update"), Of("delete")), OrreryJson.Wire.BulkWire);

        BulkActionWire? Of(string verb) => outcomes.TryGetValue(verb, out var outcome) ? new BulkActionWire([.. outcome.Success.Distinct(StringComparer.Ordinal)], [.. outcome.Errors]) : null;
    }

    private static BulkAction Read(BodyReader body, IBulkTarget target)
    {
        var verb = body.Text("action", maxLength: 20) ?? "";
        if (verb is not ("create" or "update" or "delete"))
        {
            body.Add("action", "Must be one of create, update, delete.");
            return new BulkAction(verb, [], "fail");
        }

        body.Require("entities");
        if (verb == "delete")
        {
            BulkChange Removal(string key) => new(key, (_, cancelled) => target.DeleteAsync(key, cancelled));
            return new BulkAction(verb, [.. body.Names("entities", target.KeyField, MaxEntities).Select(Removal)], Choice(body, "action_on_non_existence", "fail", "skip"));
        }

        var isNew = verb == "create";
        var onMismatch = isNew ? Choice(body, "action_on_existence", "fail", "skip", "overwrite") : Choice(body, "action_on_non_existence", "fail", "skip");
        var mask = isNew ? [] : body.Texts("update_mask", target.Fields.Length);
        if (mask.Except(target.Fields, StringComparer.Ordinal).Any())
        {
            body.Add("update_mask", $"Must name fields of {string.Join(", ", target.Fields)}.");
            mask = [];
        }

        return new BulkAction(verb, [.. body.Children("entities", MaxEntities).Select(e => target.Read(e, isNew, mask))], onMismatch);
    }

    private static string Choice(BodyReader body, string field, params ReadOnlySpan<string> choices)
    {
        var chosen = body.Text(field, maxLength: 20) ?? choices[0];
        if (!choices.Contains(chosen))
        {
            body.Add(field, $"Must be one of {string.Join(", ", choices)}.");
        }

        return chosen;
    }

    private static async Task CarryOutAsync(BulkAction action, IBulkTarget target, Outcome outcome, CancellationToken cancelled)
    {
        var mismatches = action.OnMismatch == "overwrite" ? [] : await MismatchesAsync(action, target, cancelled);

        // As in Airflow, an action that was to fail does nothing at all.
        if (action.OnMismatch == "fail" && mismatches.Count > 0)
        {
            var (why, status) = action.IsNew ? ("already exist", StatusCodes.Status409Conflict) : ("do not exist", StatusCodes.Status404NotFound);
            outcome.Errors.Add(new BulkErrorWire($"The {target.What} with these names {why}: {string.Join(", ", mismatches)}", status));
            return;
        }

        // Whether it is there is decided where it is kept: others may make and delete meanwhile.
        bool? mustBeNew = action.OnMismatch == "overwrite" ? null : action.IsNew;
        var skipped = mismatches.ToHashSet(StringComparer.Ordinal);
        foreach (var change in action.Changes.Where(c => !skipped.Contains(c.Key)))
        {
            var result = await change.SetAsync(mustBeNew, cancelled);
            if (result.Status == ActionStatus.Done)
            {
                outcome.Success.Add(change.Key);
            }
            else if (action.OnMismatch != "skip" || result.Status != ActionStatus.NotFound)
            {
                outcome.Errors.Add(new BulkErrorWire($"{change.Key}: {string.Join(' ', result.Problems)}", ApiProblem.Of(result).Wire.Status));
            }
        }
    }

    /// <summary>Those that are there and should not be, or the other way round, as far as can be said beforehand.</summary>
    private static async Task<List<string>> MismatchesAsync(BulkAction action, IBulkTarget target, CancellationToken cancelled)
    {
        var mismatches = new List<string>();
        foreach (var key in action.Changes.Select(c => c.Key).Distinct(StringComparer.Ordinal))
        {
            if (await target.ExistsAsync(key, cancelled) == action.IsNew)
            {
                mismatches.Add(key);
            }
        }

        return mismatches;
    }

    /// <summary>What is done about some things.</summary>
    /// <param name="Verb">create, update or delete.</param>
    /// <param name="Changes">The things.</param>
    /// <param name="OnMismatch">fail, skip or overwrite, where one is there and should not be, or the other way round.</param>
    private sealed record BulkAction(string Verb, BulkChange[] Changes, string OnMismatch)
    {
        public bool IsNew => Verb == "create";
    }

    private sealed record Outcome(List<string> Success, List<BulkErrorWire> Errors);
}
