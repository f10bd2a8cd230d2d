using Microsoft.AspNetCore.Http;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Silo.Api;

/// <summary>What actions in bulk are about.</summary>
/// <typeparam name="T">A change of one of them.</typeparam>
internal sealed record BulkTarget<T>
{
    /// <summary>What they are, in messages.</summary>
    public required string What { get; init; }

    /// <summary>The field that names one.</summary>
    public required string NameField { get; init; }

    /// <summary>Names of all fields.</summary>
    public required string[] Fields { get; init; }

    /// <summary>Reads a change; the names are the fields to change, null: those that are given.</summary>
    public required Func<BodyReader, string[]?, T> Read { get; init; }

    /// <summary>The name of what a change is about.</summary>
    public required Func<T, string> NameOf { get; init; }

    /// <summary>Whether there is one by a name.</summary>
    public required Func<string, Task<bool>> Exists { get; init; }

    /// <summary>Carries a change out; true: it is new.</summary>
    public required Func<T, bool, Task<ActionResult>> Set { get; init; }

    /// <summary>Takes one away.</summary>
    public required Func<string, Task<ActionResult>> Delete { get; init; }
}

/// <summary>Actions in bulk, as in Airflow: each names entities; what is wrong with one is answered with the rest.</summary>
internal static class BulkActions
{
    private const int MaxActions = 100;
    private const int MaxEntities = 1_000;

    /// <summary>Reads the actions and carries them out in their order.</summary>
    public static async Task<IResult> RunAsync<T>(HttpContext http, BulkTarget<T> target)
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

        var results = new Dictionary<string, Outcome>(StringComparer.Ordinal);
        foreach (var action in actions)
        {
            if (!results.TryGetValue(action.Kind, out var outcome))
            {
                results[action.Kind] = outcome = new Outcome();
            }

            await CarryOutAsync(action, target, outcome);
        }

        return TypedResults.Json(new BulkWire(WireOf("create"), WireOf("update"), WireOf("delete")), OrreryJson.Wire.BulkWire);

        BulkActionWire? WireOf(string kind) => results.TryGetValue(kind, out var outcome)
            ? new BulkActionWire([.. outcome.Success.Distinct(StringComparer.Ordinal)], [.. outcome.Errors])
            : null;
    }

    private static BulkAction<T> Read<T>(BodyReader body, BulkTarget<T> target)
    {
        var kind = body.Text("action", 20) ?? "";
        switch (kind)
        {
            case "create":
                body.Require("entities");
                var onExistence = Choice(body, "action_on_existence", "fail", "skip", "overwrite");
                return new BulkAction<T>(kind, [.. body.Children("entities", MaxEntities).Select(e => target.Read(e, null))], [], onExistence);
            case "update":
                body.Require("entities");
                var onAbsence = Choice(body, "action_on_non_existence", "fail", "skip");
                var names = body.Texts("update_mask", target.Fields.Length);
                if (names.Except(target.Fields, StringComparer.Ordinal).Any())
                {
                    body.Add("update_mask", $"Must name fields of {string.Join(", ", target.Fields)}.");
                }

                return new BulkAction<T>(kind, [.. body.Children("entities", MaxEntities).Select(e => target.Read(e, names.Length > 0 ? names : null))], [], onAbsence);
            case "delete":
                body.Require("entities");
                return new BulkAction<T>(kind, [], body.Names("entities", target.NameField, MaxEntities), Choice(body, "action_on_non_existence", "fail", "skip"));
            default:
                body.Add("action", "Must be one of create, update, delete.");
                return new BulkAction<T>(kind, [], [], "fail");
        }
    }

    private static string Choice(BodyReader body, string field, params ReadOnlySpan<string> choices)
    {
        var chosen = body.Text(field, 20) ?? choices[0];
        if (!choices.Contains(chosen))
        {
            body.Add(field, $"Must be one of {string.Join(", ", choices)}.");
        }

        return chosen;
    }

    private static async Task CarryOutAsync<T>(BulkAction<T> action, BulkTarget<T> target, Outcome outcome)
    {
        var isCreation = action.Kind == "create";
        IEnumerable<string> names = action.Kind == "delete" ? action.Names : action.Changes.Select(target.NameOf);
        var existing = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (await target.Exists(name))
            {
                existing.Add(name);
            }
        }

        // As in Airflow, an action that was to fail does nothing at all.
        var offending = names.Where(n => existing.Contains(n) == isCreation).Distinct(StringComparer.Ordinal).ToList();
        if (action.WhenOffended == "fail" && offending.Count > 0)
        {
            var (why, status) = isCreation ? ("already exist", StatusCodes.Status409Conflict) : ("do not exist", StatusCodes.Status404NotFound);
            outcome.Errors.Add(new BulkErrorWire($"The {target.What} with these names {why}: {string.Join(", ", offending)}", status));
            return;
        }

        foreach (var name in action.Names.Where(existing.Contains))
        {
            outcome.Add(name, await target.Delete(name));
        }

        foreach (var change in action.Changes)
        {
            var exists = existing.Contains(target.NameOf(change));
            if (exists != isCreation || action.WhenOffended == "overwrite")
            {
                outcome.Add(target.NameOf(change), await target.Set(change, isCreation && !exists));
            }
        }
    }

    private sealed record BulkAction<T>(string Kind, T[] Changes, string[] Names, string WhenOffended);

    private sealed class Outcome
    {
        public List<string> Success { get; } = [];

        public List<BulkErrorWire> Errors { get; } = [];

        public void Add(string name, ActionResult result)
        {
            if (result.Status == ActionStatus.Done)
            {
                Success.Add(name);
            }
            else
            {
                Errors.Add(new BulkErrorWire($"{name}: {string.Join(' ', result.Problems)}", ApiProblem.Of(result).Wire.Status));
            }
        }
    }
}
