using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Assets;

/// <summary>How an asset stands, after all that DAGs say of it.</summary>
[GenerateSerializer, Immutable, Alias("orrery.asset_standing")]
public sealed record AssetStanding
{
    /// <summary>The name it goes by.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Whether some DAG mentions it, and nothing contradicts it.</summary>
    [Id(1)] public required bool IsActive { get; init; }

    /// <summary>What contradicts it, and the remedy; null: nothing does.</summary>
    [Id(2)] public string? Problem { get; init; }
}

/// <summary>News of an asset, reported by hand or by another system.</summary>
[GenerateSerializer, Immutable, Alias("orrery.asset_emission")]
public sealed record AssetEmission
{
    /// <summary>What is worth knowing of it, a JSON object as text; null: nothing.</summary>
    [Id(0)] public string? ExtraJson { get; init; }

    /// <summary>Who reports it, for the audit.</summary>
    [Id(1)] public string Actor { get; init; } = "api";
}

/// <summary>The answer to an <see cref="AssetEmission"/>.</summary>
[GenerateSerializer, Immutable, Alias("orrery.asset_emission_result")]
public sealed record AssetEmissionResult
{
    /// <summary>What became of it.</summary>
    [Id(0)] public required ActionResult Outcome { get; init; }

    /// <summary>The event; null when there is none.</summary>
    [Id(1)] public AssetEventInfo? Event { get; init; }
}
