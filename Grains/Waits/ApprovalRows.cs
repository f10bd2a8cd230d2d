using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Dags;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Runs;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Waits;

/// <summary>Questions to people and their answers as rows, and as what clients see.</summary>
internal static class ApprovalRows
{
    /// <summary>The question of a try.</summary>
    public static ApprovalRow Question(RunRecord run, int instance, TaskAction.Approval approval, string subject, string? body, DateTimeOffset now) => new()
    {
        RunPk = run.Row.RunPk,
        Ordinal = instance,
        TryNumber = run.State[instance].TryNumber,
        Subject = subject,
        Body = body,
        OptionsJson = JsonSerializer.Serialize(approval.Options),
        DefaultsJson = JsonSerializer.Serialize(approval.Defaults),
        Multiple = approval.Multiple,
        AssignedUsersJson = JsonSerializer.Serialize(approval.AssignedUsers),
        CreatedAt = now,
    };

    /// <summary>What an answer writes: the question with it, and the task's return value.</summary>
    public static StoreRow[] Answered(
        RunRecord run, int instance, ApprovalRow? question, IReadOnlyList<string> chosen, string? by, string? paramsInputJson, DateTimeOffset now)
    {
        var value = new JsonObject
        {
            ["chosen_options"] = new JsonArray([.. chosen.Select(c => JsonValue.Create(c))]),
            ["params_input"] = paramsInputJson is null ? new JsonObject() : JsonNode.Parse(paramsInputJson),
            ["responded_at"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["responded_by"] = by,
        };
        var xcom = new XComRow { RunPk = run.Row.RunPk, Ordinal = instance, Key = "return_value", ValueJson = value.ToJsonString(), CreatedAt = now };
        return question is null
            ? [xcom]
            : [xcom, question with { RespondedAt = now, RespondedBy = by, ChosenOptionsJson = JsonSerializer.Serialize(chosen), ParamsInputJson = paramsInputJson }];
    }

    /// <summary>What clients see.</summary>
    public static ApprovalInfo ToInfo(string dagId, string runId, string taskId, int mapIndex, ApprovalRow row) => new()
    {
        DagId = dagId,
        DagRunId = runId,
        TaskId = taskId,
        MapIndex = mapIndex,
        TryNumber = row.TryNumber,
        Subject = row.Subject,
        Body = row.Body,
        Options = [.. Texts(row.OptionsJson)],
        Defaults = [.. Texts(row.DefaultsJson)],
        Multiple = row.Multiple,
        AssignedUsers = [.. Texts(row.AssignedUsersJson)],
        CreatedAt = row.CreatedAt,
        RespondedAt = row.RespondedAt,
        RespondedBy = row.RespondedBy,
        ChosenOptions = [.. Texts(row.ChosenOptionsJson)],
        ParamsInputJson = row.ParamsInputJson,
    };

    private static string[] Texts(string? json) => json is null ? [] : JsonSerializer.Deserialize<string[]>(json)!;
}
