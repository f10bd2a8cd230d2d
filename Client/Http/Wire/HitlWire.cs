using System.Text.Json.Serialization;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Client.Http.Wire;

/// <summary>A person: Airflow's <c>HITLUser</c>. People have no ids of their own here, only names.</summary>
internal sealed record HitlUserWire(string Id, string Name)
{
    public static HitlUserWire Of(string name) => new(name, name);
}

/// <summary>A question to a person: Airflow's <c>HITLDetail</c>.</summary>
internal sealed record HitlDetailWire
{
    public required string[] Options { get; init; }

    public required string Subject { get; init; }

    public string? Body { get; init; }

    public string[]? Defaults { get; init; }

    public bool Multiple { get; init; }

    [JsonPropertyName("params"), JsonConverter(typeof(RawJsonConverter))]
    public string ParamsJson { get; init; } = "{}";

    public HitlUserWire[] AssignedUsers { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    public HitlUserWire? RespondedByUser { get; init; }

    public DateTimeOffset? RespondedAt { get; init; }

    public string[]? ChosenOptions { get; init; }

    [JsonPropertyName("params_input"), JsonConverter(typeof(RawJsonConverter))]
    public string ParamsInputJson { get; init; } = "{}";

    public bool ResponseReceived { get; init; }

    public required TaskInstanceWire TaskInstance { get; init; }

    /// <summary>The try that asks; the task instance may be at a later one.</summary>
    public int TryNumber { get; init; }

    public static HitlDetailWire Of(ApprovalInfo info, TaskInstanceInfo task, DagRunInfo run) => new()
    {
        Options = [.. info.Options],
        Subject = info.Subject,
        Body = info.Body,
        Defaults = info.Defaults.IsEmpty ? null : [.. info.Defaults],
        Multiple = info.Multiple,
        AssignedUsers = [.. info.AssignedUsers.Select(HitlUserWire.Of)],
        CreatedAt = info.CreatedAt,
        RespondedByUser = info.RespondedBy is { } by ? HitlUserWire.Of(by) : null,
        RespondedAt = info.RespondedAt,
        ChosenOptions = info.RespondedAt is null ? null : [.. info.ChosenOptions],
        ParamsInputJson = info.ParamsInputJson ?? "{}",
        ResponseReceived = info.RespondedAt is not null,
        TaskInstance = TaskInstanceWire.Of(task, run),
        TryNumber = info.TryNumber,
    };

    public ApprovalInfo ToInfo() => new()
    {
        DagId = TaskInstance.DagId,
        DagRunId = TaskInstance.DagRunId,
        TaskId = TaskInstance.TaskId,
        MapIndex = TaskInstance.MapIndex,
        TryNumber = TryNumber,
        Subject = Subject,
        Body = Body,
        Options = [.. Options],
        Defaults = [.. Defaults ?? []],
        Multiple = Multiple,
        AssignedUsers = [.. AssignedUsers.Select(u => u.Name)],
        CreatedAt = CreatedAt,
        RespondedAt = RespondedAt,
        RespondedBy = RespondedByUser?.Name,
        ChosenOptions = [.. ChosenOptions ?? []],
        ParamsInputJson = RespondedAt is null || ParamsInputJson == "{}" ? null : ParamsInputJson,
    };
}

/// <summary>A question of one try: Airflow's <c>HITLDetailHistory</c>.</summary>
internal sealed record HitlHistoryWire
{
    public required string[] Options { get; init; }

    public required string Subject { get; init; }

    public string? Body { get; init; }

    public string[]? Defaults { get; init; }

    public bool Multiple { get; init; }

    [JsonPropertyName("params"), JsonConverter(typeof(RawJsonConverter))]
    public string ParamsJson { get; init; } = "{}";

    public HitlUserWire[] AssignedUsers { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    public HitlUserWire? RespondedByUser { get; init; }

    public DateTimeOffset? RespondedAt { get; init; }

    public string[]? ChosenOptions { get; init; }

    [JsonPropertyName("params_input"), JsonConverter(typeof(RawJsonConverter))]
    public string ParamsInputJson { get; init; } = "{}";

    public bool ResponseReceived { get; init; }

    public required TaskTryWire TaskInstance { get; init; }

    public static HitlHistoryWire Of(HitlDetailWire detail, TaskTryWire asked) => new()
    {
        Options = detail.Options,
        Subject = detail.Subject,
        Body = detail.Body,
        Defaults = detail.Defaults,
        Multiple = detail.Multiple,
        ParamsJson = detail.ParamsJson,
        AssignedUsers = detail.AssignedUsers,
        CreatedAt = detail.CreatedAt,
        RespondedByUser = detail.RespondedByUser,
        RespondedAt = detail.RespondedAt,
        ChosenOptions = detail.ChosenOptions,
        ParamsInputJson = detail.ParamsInputJson,
        ResponseReceived = detail.ResponseReceived,
        TaskInstance = asked,
    };
}

/// <summary>Questions to people.</summary>
internal sealed record HitlDetailCollectionWire(HitlDetailWire[] HitlDetails, long TotalEntries);

/// <summary>An answer that was taken: Airflow's <c>HITLDetailResponse</c>.</summary>
internal sealed record HitlResponseWire
{
    public required HitlUserWire RespondedBy { get; init; }

    public required DateTimeOffset RespondedAt { get; init; }

    public required string[] ChosenOptions { get; init; }

    [JsonPropertyName("params_input"), JsonConverter(typeof(RawJsonConverter))]
    public string ParamsInputJson { get; init; } = "{}";
}
