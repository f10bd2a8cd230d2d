using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Secrets;

/// <summary>A key and what it is good for.</summary>
[GenerateSerializer, Immutable, Alias("orrery.secret_key_info")]
public sealed record SecretKeyInfo
{
    /// <summary>Id: 16 hex digits.</summary>
    [Id(0)] public required string KeyId { get; init; }

    /// <summary>Whether the server has it. What was sealed with one it has not cannot be opened.</summary>
    [Id(1)] public required bool IsPresent { get; init; }

    /// <summary>Whether it seals from now on.</summary>
    [Id(2)] public required bool Seals { get; init; }

    /// <summary>How many variables are sealed with it.</summary>
    [Id(3)] public required int Variables { get; init; }

    /// <summary>How many connections are sealed with it.</summary>
    [Id(4)] public required int Connections { get; init; }

    /// <summary>Whether nothing is sealed with it any more, so that it can be removed. Backups of the store may still need it.</summary>
    public bool IsUnused => !Seals && Variables + Connections == 0;
}

/// <summary>How the keys are.</summary>
[GenerateSerializer, Immutable, Alias("orrery.secret_key_report")]
public sealed record SecretKeyReport
{
    /// <summary>Where the server has its keys from.</summary>
    [Id(0)] public required string Source { get; init; }

    /// <summary>The keys: those of the server in their order, then those that are missing.</summary>
    [Id(1)] public required ImmutableArray<SecretKeyInfo> Keys { get; init; }

    /// <summary>Secrets that cannot be opened, each with the reason; at most 100.</summary>
    [Id(2)] public required ImmutableArray<string> Problems { get; init; }
}

/// <summary>What came of a step of a rotation.</summary>
[GenerateSerializer, Immutable, Alias("orrery.rotation_result")]
public sealed record RotationResult
{
    /// <summary>What became of it.</summary>
    [Id(0)] public required ActionResult Outcome { get; init; }

    /// <summary>Id of the key that seals now.</summary>
    [Id(1)] public string? KeyId { get; init; }

    /// <summary>How many secrets were sealed anew.</summary>
    [Id(2)] public int Resealed { get; init; }

    /// <summary>Whether there are more to do.</summary>
    [Id(3)] public bool HasMore { get; init; }
}
