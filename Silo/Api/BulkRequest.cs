using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Silo.Api;

/// <summary>One kind of thing that can be made, changed and deleted several at a time.</summary>
internal interface IBulkTarget
{
    /// <summary>What names a thing in its body.</summary>
    string KeyField { get; }

    /// <summary>Reads a thing; what is wrong is left in the reader.</summary>
    /// <param name="body">The thing.</param>
    /// <param name="isNew">Whether it is to be made, and so must be complete.</param>
    /// <param name="mask">The fields that are to be changed; empty: all that are there.</param>
    /// <returns>Makes or changes it: with true only if it is not there yet, with false only if it is, with null either way.</returns>
    Func<bool?, CancellationToken, Task<ActionResult>> Read(BodyReader body, bool isNew, IReadOnlyCollection<string> mask);

    /// <summary>Deletes a thing.</summary>
    Task<ActionResult> DeleteAsync(string key, CancellationToken cancellationToken);
}

/// <summary>Several things in one request, as Airflow's clients send it: each is done or not by itself, and the answer says which.</summary>
internal static class BulkRequest
{
    private const int MaxActions = 100;
    private const int MaxEntities = 1_000;

    /// <summary>Reads the request, carries it out and answers.</summary>
    public static async Task<IResult> RunAsync(HttpContext http, IBulkTarget target)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        body.Require("actions");
        var actions = body.Items("actions", MaxActions).Select((action, index) => Read(action, body, index, target)).ToList();
        if ((new QueryReader(http.Request).Problem() ?? body.Problem()) is { } invalid)
        {
            return invalid;
        }

        var results = new Dictionary<string, (List<string> Success, List<BulkErrorWire> Errors)>(StringComparer.Ordinal);
        foreach (var (verb, steps) in actions)
        {
            if (!results.TryGetValue(verb, out var result))
            {
                results[verb] = result = ([], []);
            }

            foreach (var step in steps)
            {
                var done = await step.Do(http.RequestAborted);
                if (done.Status == ActionStatus.Done)
                {
                    result.Success.Add(step.Key);
                }
                else if (!step.PassesOver(done.Status))
                {
                    result.Errors.Add(new BulkErrorWire(string.Join(' ', done.Problems), ApiProblem.Of(done).Wire.Status));
                }
            }
        }

        return TypedResults.Json(new BulkWire(Of("create"), Of("update"), Of("delete")), OrreryJson.Wire.BulkWire);

        BulkActionWire? Of(string verb) => results.TryGetValue(verb, out var result) ? new BulkActionWire([.. result.Success], [.. result.Errors]) : null;
    }

    private static (string Verb, IReadOnlyList<Step> Steps) Read(BodyReader action, BodyReader whole, int index, IBulkTarget target)
    {
        var verb = action.Text("action", maxLength: 20) ?? "";
        var entities = action.Elements("entities", MaxEntities);
        action.Require("entities");
        var onExistence = Choice(action, verb == "create" ? "action_on_existence" : null, "fail", "skip", "overwrite");
        var onAbsence = Choice(action, verb is "update" or "delete" ? "action_on_non_existence" : null, "fail", "skip");
        var mask = verb == "update" ? action.Texts("update_mask", maxCount: 20) : [];
        var steps = new List<Step>();
        if (verb is not ("create" or "update" or "delete"))
        {
            action.Add("action", "Must be create, update or delete.");
        }

        for (var i = 0; i < entities.Length && verb is "create" or "update" or "delete"; i++)
        {
            if (Key(entities[i], target.KeyField, verb == "delete") is not { } key)
            {
                action.Add($"entities.{i}", verb == "delete" ? $"Must be the name of what is deleted, or an object with '{target.KeyField}'." : $"Must be an object with '{target.KeyField}'.");
            }
            else if (verb == "delete")
            {
                steps.Add(new Step(key, cancelled => target.DeleteAsync(key, cancelled), SkipsAbsent: onAbsence == "skip", SkipsPresent: false));
            }
            else
            {
                var entity = BodyReader.Of(entities[i]);
                var set = target.Read(entity, verb == "create", mask);
                whole.Take(entity, $"actions.{index}.entities.{i}");
                bool? mustBeNew = verb == "update" ? false : onExistence == "overwrite" ? null : true;
                steps.Add(new Step(key, cancelled => set(mustBeNew, cancelled), SkipsAbsent: onAbsence == "skip", SkipsPresent: onExistence == "skip"));
            }
        }

        whole.Take(action, $"actions.{index}");
        return (verb, steps);
    }

    private static string Choice(BodyReader action, string? field, params string[] words)
    {
        if (field is null || action.Text(field, maxLength: 20) is not { } text)
        {
            return words[0];
        }

        if (!words.Contains(text, StringComparer.Ordinal))
        {
            action.Add(field, $"Must be one of {string.Join(", ", words)}.");
        }

        return text;
    }

    private static string? Key(JsonElement entity, string field, bool mayBeText) => entity.ValueKind switch
    {
        JsonValueKind.String when mayBeText => entity.GetString(),
        JsonValueKind.Object when entity.TryGetProperty(field, out var key) && key.ValueKind == JsonValueKind.String => key.GetString(),
        _ => null,
    };

    /// <summary>What is done about one thing.</summary>
    private sealed record Step(string Key, Func<CancellationToken, Task<ActionResult>> Do, bool SkipsAbsent, bool SkipsPresent)
    {
        /// <summary>Whether what came of it is to be passed over without a word.</summary>
        public bool PassesOver(ActionStatus status) => (status == ActionStatus.NotFound && SkipsAbsent) || (status == ActionStatus.Conflict && SkipsPresent);
    }
}
