using System.Text.Json;
using Orrery.Core.Runs;
using Orrery.Core.Waits;
using Orrery.Grains.Runs;

namespace Orrery.Grains.Waits;

/// <summary>The stored form of what a try waits for.</summary>
internal static class WaitJson
{
    /// <summary>The text; null for tries that do not wait.</summary>
    public static string? Write(TaskWait? wait) => wait is null ? null : JsonSerializer.Serialize(
        new StoredWait(wait.Since, wait.Looks, wait.NextLookAt, wait.Until, wait.For, wait.Run, wait.Deferral?.Json, wait.EventJson, wait.Asset), RunJson.Default.StoredWait);

    /// <summary>What is waited for.</summary>
    /// <exception cref="InvalidDataException">The row holds what this version cannot wait for.</exception>
    public static TaskWait? Read(string? json)
    {
        if (json is null)
        {
            return null;
        }

        var stored = JsonSerializer.Deserialize(json, RunJson.Default.StoredWait)!;
        Deferral? deferral = null;
        if (stored.Deferral is { } text && !Deferral.TryParse(text, out deferral, out var problem))
        {
            throw new InvalidDataException($"A stored deferral cannot be read: {problem}");
        }

        return new TaskWait
        {
            Since = stored.Since,
            Looks = stored.Looks,
            NextLookAt = stored.NextLookAt,
            Until = stored.Until,
            For = stored.For,
            Run = stored.Run,
            Asset = stored.Asset,
            Deferral = deferral,
            EventJson = stored.Event,
        };
    }
}

/// <summary>See <see cref="WaitJson"/>.</summary>
internal sealed record StoredWait(
    DateTimeOffset Since, int Looks, DateTimeOffset? NextLookAt, DateTimeOffset? Until, string? For, string? Run, string? Deferral, string? Event,
    string? Asset = null);
