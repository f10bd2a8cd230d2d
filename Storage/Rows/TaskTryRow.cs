using Orrery.Core.States;

namespace Orrery.Storage.Rows;

/// <summary>One try of a task instance. Key: run, ordinal and try number.</summary>
public sealed record TaskTryRow : StoreRow
{
    /// <summary>Number of the run in the store.</summary>
    public required long RunPk { get; init; }

    /// <summary>Place in the run.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Number of the try, from 1.</summary>
    public required int TryNumber { get; init; }

    /// <summary>State it is in or ended in.</summary>
    public required TaskInstanceState State { get; init; }

    /// <summary>Host it ran on.</summary>
    public string? Host { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Exit code.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Signal that ended it.</summary>
    public int? Signal { get; init; }

    /// <summary>Why it failed, as JSON.</summary>
    public string? FailureJson { get; init; }
}

/// <summary>A value a task left for others. Key: run, ordinal and key.</summary>
public sealed record XComRow : StoreRow
{
    /// <summary>Number of the run in the store.</summary>
    public required long RunPk { get; init; }

    /// <summary>Place of the task that left it.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Name of the value; <c>return_value</c> by default.</summary>
    public required string Key { get; init; }

    /// <summary>The value as JSON text.</summary>
    public required string ValueJson { get; init; }

    /// <summary>When it was left.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Takes away what a task instance left, before it runs again.</summary>
/// <param name="RunPk">Number of the run in the store.</param>
/// <param name="Ordinal">Place in the run.</param>
public sealed record XComRemoval(long RunPk, int Ordinal) : StoreRow;

/// <summary>Takes one value away that a task instance left.</summary>
/// <param name="RunPk">Number of the run in the store.</param>
/// <param name="Ordinal">Place in the run.</param>
/// <param name="Key">Name of the value.</param>
public sealed record XComKeyRemoval(long RunPk, int Ordinal, string Key) : StoreRow;
