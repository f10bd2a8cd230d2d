using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Client.Http;

/// <summary>Questions to people.</summary>
public sealed partial class HttpOrreryClient
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<ApprovalInfo>> ListApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken = default)
    {
        if (query is { DagId: { } dagId, DagRunId: { } runId } && IdCheck.Problem(dagId, runId) is not null)
        {
            return [];
        }

        var path = ApiPaths.WithQuery(ApiPaths.Hitl(query.DagId, query.DagRunId), ("limit", ApiPaths.Number(Math.Max(query.Limit, 1))));
        return await _api.GetAsync(path, OrreryJson.Wire.HitlDetailCollectionWire, cancellationToken) is { } page ? [.. page.HitlDetails.Select(d => d.ToInfo())] : [];
    }

    /// <inheritdoc/>
    public Task<ActionResult> AnswerAsync(string dagId, string runId, ApprovalAnswer answer, CancellationToken cancellationToken = default)
    {
        var body = new JsonObject { ["chosen_options"] = new JsonArray([.. answer.ChosenOptions.Select(o => JsonValue.Create(o))]) };
        try
        {
            body["params_input"] = answer.ParamsInputJson is { } json ? JsonNode.Parse(json) : new JsonObject();
        }
        catch (JsonException e)
        {
            return Task.FromResult(ActionResult.Refuse(ActionStatus.Invalid, $"params_input is no JSON: {e.Message} Give an object, as in {{\"day\": 1}}."));
        }

        return ChangeAsync(
            HttpMethod.Patch,
            ApiPaths.Hitl(dagId, runId, answer.TaskId, answer.MapIndex),
            body,
            OrreryJson.Wire.HitlResponseWire,
            IdCheck.Problem(dagId, runId, answer.TaskId),
            cancellationToken);
    }
}
