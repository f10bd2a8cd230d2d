using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orrery.Core.Versions;

/// <summary>What a DAG remembers of its rollouts besides the numbers of its releases. Kept as JSON.</summary>
public sealed record RolloutState
{
    /// <summary>How new releases are rolled out; null: they are live at once.</summary>
    public RolloutPolicy? Policy { get; init; }

    /// <summary>Since when the candidate takes runs; null: there is none.</summary>
    public DateTimeOffset? CandidateSince { get; init; }

    /// <summary>Runs with numbers above this one were created while the candidate was out; 0: there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long CandidateAfterRunPk { get; init; }

    /// <summary>Number of the release that was taken back and that publishing the same content must not bring back; null: none was.</summary>
    public int? RolledBack { get; init; }

    /// <summary>Why it was, in a sentence; null: <see cref="RolledBack"/> is.</summary>
    public string? Because { get; init; }

    /// <summary>The same once there is no candidate any more.</summary>
    public RolloutState WithoutCandidate() => this with { CandidateSince = null, CandidateAfterRunPk = 0 };

    /// <summary>Whether there is nothing to remember.</summary>
    [JsonIgnore]
    public bool IsEmpty => this == new RolloutState();

    /// <summary>Reads what <see cref="ToJson"/> wrote; null: nothing is remembered.</summary>
    public static RolloutState FromJson(string? json) =>
        json is null ? new RolloutState() : JsonSerializer.Deserialize(json, RolloutJson.Default.RolloutState) ?? new RolloutState();

    /// <summary>The form it is kept in; null when it <see cref="IsEmpty"/>.</summary>
    public string? ToJson() => IsEmpty ? null : JsonSerializer.Serialize(this, RolloutJson.Default.RolloutState);
}

/// <summary>How <see cref="RolloutState"/> is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RolloutState))]
internal sealed partial class RolloutJson : JsonSerializerContext;
