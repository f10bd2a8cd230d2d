using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Bundles;

/// <summary>How the host of a repository tells that there is something new.</summary>
[GenerateSerializer, Immutable, Alias("orrery.webhook_info")]
public sealed record WebhookInfo
{
    /// <summary>What came of asking for it.</summary>
    [Id(0)] public required ActionResult Outcome { get; init; }

    /// <summary>Where to send the call, from the root of the server.</summary>
    [Id(1)] public string Path { get; init; } = "";

    /// <summary>What to sign it with: 64 characters. Whoever has it can have the bundle read again, and nothing else.</summary>
    [Id(2)] public string Secret { get; init; } = "";
}
