namespace Orrery.Storage.Rows;

/// <summary>What a try asks a person, and the answer. Key: run, ordinal and try number.</summary>
public sealed record ApprovalRow : StoreRow
{
    /// <summary>Number of the run in the store.</summary>
    public required long RunPk { get; init; }

    /// <summary>Place in the run.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Number of the try that asks.</summary>
    public required int TryNumber { get; init; }

    /// <summary>What is asked.</summary>
    public required string Subject { get; init; }

    /// <summary>What one must know to answer.</summary>
    public string? Body { get; init; }

    /// <summary>What may be answered, a JSON array.</summary>
    public required string OptionsJson { get; init; }

    /// <summary>What counts as answered when the time is up, a JSON array.</summary>
    public string DefaultsJson { get; init; } = "[]";

    /// <summary>Whether several options may be chosen.</summary>
    public bool Multiple { get; init; }

    /// <summary>Who may answer, a JSON array; empty: anybody.</summary>
    public string AssignedUsersJson { get; init; } = "[]";

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was answered.</summary>
    public DateTimeOffset? RespondedAt { get; init; }

    /// <summary>Who answered.</summary>
    public string? RespondedBy { get; init; }

    /// <summary>What was answered, a JSON array.</summary>
    public string? ChosenOptionsJson { get; init; }

    /// <summary>Values that came with the answer, a JSON object.</summary>
    public string? ParamsInputJson { get; init; }
}
