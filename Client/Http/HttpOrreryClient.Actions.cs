using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Orrery.Client.Http.Wire;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Client.Http;

/// <summary>What changes something.</summary>
public sealed partial class HttpOrreryClient
{
    /// <inheritdoc/>
    public async Task<TriggerResult> TriggerAsync(string dagId, TriggerRequest request, CancellationToken cancellationToken = default)
    {
        if (IdCheck.Problem(dagId) is { } problem)
        {
            return new TriggerResult { Outcome = ActionResult.Refuse(ActionStatus.NotFound, problem) };
        }

        JsonObject body;
        try
        {
            body = TriggerBody(request);
        }
        catch (JsonException e)
        {
            return new TriggerResult { Outcome = ActionResult.Refuse(ActionStatus.Invalid, $"conf is no JSON: {e.Message} Give an object, as in {{\"day\": 1}}.") };
        }

        var answer = await _api.SendAsync(HttpMethod.Post, ApiPaths.Runs(dagId), ToText(body), OrreryJson.Wire.DagRunWire, cancellationToken);
        return new TriggerResult { Outcome = ResultOf(answer.Refusal), RunId = answer.Value?.DagRunId };
    }

    /// <inheritdoc/>
    public Task<ActionResult> SetPausedAsync(string dagId, bool paused, CancellationToken cancellationToken = default) =>
        ChangeAsync(HttpMethod.Patch, ApiPaths.Dag(dagId), new JsonObject { ["is_paused"] = paused }, OrreryJson.Wire.DagWire, IdCheck.Problem(dagId), cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> ClearAsync(
        string dagId, string runId, ImmutableArray<string> taskIds, CancellationToken cancellationToken = default)
    {
        var body = new JsonObject
        {
            ["dag_run_id"] = runId,
            ["dry_run"] = false,
            ["only_failed"] = false,
            ["task_ids"] = taskIds.IsDefaultOrEmpty ? null : new JsonArray([.. taskIds.Select(t => JsonValue.Create(t))]),
        };
        return ChangeAsync(
            HttpMethod.Post,
            $"{ApiPaths.Dag(dagId)}/clearTaskInstances",
            body,
            OrreryJson.Wire.TaskInstanceCollectionWire,
            IdCheck.Problem(dagId, runId),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ActionResult> MarkRunAsync(string dagId, string runId, DagRunState state, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            HttpMethod.Patch,
            ApiPaths.Run(dagId, runId),
            new JsonObject { ["state"] = state.WireName() },
            OrreryJson.Wire.DagRunWire,
            IdCheck.Problem(dagId, runId),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<ParseReport> ParseBundleAsync(string bundle, bool force, CancellationToken cancellationToken = default)
    {
        if (Ids.Problem(IdKind.Name, bundle) is { } problem)
        {
            return new ParseReport { Errors = [problem] };
        }

        var answer = await _api.SendAsync(
            HttpMethod.Post,
            $"{ApiPaths.Root}bundles/{Uri.EscapeDataString(bundle)}/parse",
            ToText(new JsonObject { ["force"] = force }),
            OrreryJson.Wire.ParseReportWire,
            cancellationToken);
        return answer.Value?.ToReport() ?? new ParseReport { Errors = ResultOf(answer.Refusal).Problems };
    }

    /// <summary>Makes a link that signs a browser in, once.</summary>
    /// <exception cref="OrreryUnavailableException">The server cannot be reached.</exception>
    public async Task<Uri> CreateSignInLinkAsync(CancellationToken cancellationToken = default)
    {
        var answer = await _api.SendAsync(HttpMethod.Post, $"{ApiPaths.Root}sign-in-links", body: null, OrreryJson.Wire.SignInLinkWire, cancellationToken);
        return answer.Value is { } link ? new Uri(link.Url) : throw _api.ToException(answer.Refusal!);
    }

    internal static JsonObject TriggerBody(TriggerRequest request)
    {
        var body = new JsonObject();
        if (request.RunId is { } runId)
        {
            body["dag_run_id"] = runId;
        }

        // On the wire as in Airflow: a null date means none. Left out, it means now.
        if (request.LogicalDate is { } date)
        {
            body["logical_date"] = date.ToUniversalTime();
        }
        else if (!request.UseNow)
        {
            body["logical_date"] = null;
        }

        if (request.ConfJson is { } conf)
        {
            body["conf"] = JsonNode.Parse(conf);
        }

        if (request.Note is { } note)
        {
            body["note"] = note;
        }

        if (request.Release is { } release)
        {
            body["version_number"] = release;
        }

        AddMoment("data_interval_start", request.IntervalStart);
        AddMoment("data_interval_end", request.IntervalEnd);
        AddMoment("run_after", request.RunAfter);
        return body;

        void AddMoment(string name, DateTimeOffset? moment)
        {
            if (moment is { } given)
            {
                body[name] = given.ToUniversalTime();
            }
        }
    }

    internal static string ToText(JsonObject body) => body.ToJsonString(OrreryJson.Wire.Options);

    internal static ActionResult ResultOf(ProblemWire? refusal)
    {
        if (refusal is null)
        {
            return ActionResult.Done;
        }

        var status = (HttpStatusCode)refusal.Status switch
        {
            HttpStatusCode.NotFound => ActionStatus.NotFound,
            HttpStatusCode.Conflict => ActionStatus.Conflict,
            _ => ActionStatus.Invalid,
        };
        return ActionResult.Refuse(status, refusal.Errors is { Length: > 0 } errors ? [.. errors.Select(e => e.Detail)] : [refusal.Detail]);
    }

    private async Task<ActionResult> ChangeAsync<T>(
        HttpMethod method, string path, JsonObject body, JsonTypeInfo<T> type, string? idProblem, CancellationToken cancellationToken)
        where T : class
    {
        if (idProblem is not null)
        {
            return ActionResult.Refuse(ActionStatus.NotFound, idProblem);
        }

        var answer = await _api.SendAsync(method, path, ToText(body), type, cancellationToken);
        return ResultOf(answer.Refusal);
    }
}
