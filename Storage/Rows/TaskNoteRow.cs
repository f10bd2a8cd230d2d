namespace Orrery.Storage.Rows;

/// <summary>A note of people on a task instance. Key: run and ordinal.</summary>
public sealed record TaskNoteRow : StoreRow
{
    /// <summary>Number of the run in the store.</summary>
    public required long RunPk { get; init; }

    /// <summary>The instance's place in the run.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The note.</summary>
    public required string Content { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Takes the note from a task instance; harmless when there is none.</summary>
/// <param name="RunPk">Number of the run in the store.</param>
/// <param name="Ordinal">The instance's place in the run.</param>
public sealed record TaskNoteRemoval(long RunPk, int Ordinal) : StoreRow;
