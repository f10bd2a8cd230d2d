namespace Orrery.Grains.Interfaces.Dags;

/// <summary>What became of a request.</summary>
public enum ActionStatus
{
    /// <summary>It was carried out and is durable.</summary>
    Done = 0,

    /// <summary>What it names does not exist.</summary>
    NotFound = 1,

    /// <summary>It cannot be carried out in the present state.</summary>
    Conflict = 2,

    /// <summary>What it asks for is not valid.</summary>
    Invalid = 3,

    /// <summary>Who asks must not do it.</summary>
    Forbidden = 4,
}

/// <summary>The answer to a request that changes something.</summary>
[GenerateSerializer, Immutable, Alias("orrery.action_result")]
public sealed record ActionResult
{
    /// <summary>What became of it.</summary>
    [Id(0)] public required ActionStatus Status { get; init; }

    /// <summary>For anything but done: what is wrong and what would be right; one entry per problem.</summary>
    [Id(1)] public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>Carried out.</summary>
    public static ActionResult Done { get; } = new() { Status = ActionStatus.Done };

    /// <summary>Not carried out.</summary>
    public static ActionResult Refuse(ActionStatus status, params ImmutableArray<string> problems) => new() { Status = status, Problems = problems };
}
