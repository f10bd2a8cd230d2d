using System.Text.Json;
using System.Text.Json.Serialization;
using Orrery.Core.Runs;

namespace Orrery.Grains.Runs;

/// <summary>The stored form of what a branch or gate decided: <c>{"branch":["a"]}</c> or <c>{"gate":false,"ignore_rules":true}</c>.</summary>
internal static class DecisionJson
{
    /// <summary>The text; null for tasks that decide nothing.</summary>
    public static string? Write(TaskOutcome? decision) => decision switch
    {
        TaskOutcome.Branch branch => JsonSerializer.Serialize(new StoredDecision([.. branch.TaskIds]), RunJson.Default.StoredDecision),
        TaskOutcome.Gate gate => JsonSerializer.Serialize(new StoredDecision(null, gate.Pass, gate.IgnoreDownstreamTriggerRules), RunJson.Default.StoredDecision),
        _ => null,
    };

    /// <summary>What was decided.</summary>
    public static TaskOutcome? Read(string? json) =>
        json is null ? null : JsonSerializer.Deserialize(json, RunJson.Default.StoredDecision) switch
        {
            { Branch: { } ids } => new TaskOutcome.Branch(ids),
            { Gate: { } pass } stored => new TaskOutcome.Gate(pass, stored.IgnoreRules ?? true),
            _ => null,
        };
}

/// <summary>See <see cref="DecisionJson"/>.</summary>
internal sealed record StoredDecision(string[]? Branch = null, bool? Gate = null, bool? IgnoreRules = null);

/// <summary>Source-generated JSON of what runs keep in text columns.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredDecision))]
[JsonSerializable(typeof(TaskFailure))]
[JsonSerializable(typeof(Waits.StoredWait))]
internal sealed partial class RunJson : JsonSerializerContext;
