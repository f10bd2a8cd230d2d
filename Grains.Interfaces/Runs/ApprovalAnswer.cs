namespace Orrery.Grains.Interfaces.Runs;

/// <summary>The answer to an approval.</summary>
[GenerateSerializer, Immutable, Alias("orrery.approval_answer")]
public sealed record ApprovalAnswer
{
    /// <summary>Id of the task that asks.</summary>
    [Id(0)] public required string TaskId { get; init; }

    /// <summary>Its map index; -1 when it is not mapped.</summary>
    [Id(1)] public int MapIndex { get; init; } = -1;

    /// <summary>The chosen options; at least one.</summary>
    [Id(2)] public required ImmutableArray<string> ChosenOptions { get; init; }

    /// <summary>Values that come with the answer, a JSON object as text; null: none.</summary>
    [Id(3)] public string? ParamsInputJson { get; init; }

    /// <summary>Who answers; null: nobody says. Over HTTP the server says it, from the credential of the call.</summary>
    [Id(4)] public string? RespondedBy { get; init; }

    /// <summary>Whether who answers may do so in place of those who are asked. Default false. Over HTTP the server says it, too.</summary>
    [Id(5)] public bool IsForOthers { get; init; }
}
