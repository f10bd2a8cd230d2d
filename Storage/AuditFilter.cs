using Orrery.Storage.Rows;

namespace Orrery.Storage;

/// <summary>Which entries of the audit.</summary>
public sealed record AuditFilter
{
    /// <summary>About this DAG; null: any, and none.</summary>
    public string? DagId { get; init; }

    /// <summary>About this run; null: any.</summary>
    public string? RunId { get; init; }

    /// <summary>About this task; null: any.</summary>
    public string? TaskId { get; init; }

    /// <summary>About this instance of a mapped task; null: any.</summary>
    public int? MapIndex { get; init; }

    /// <summary>About this try; null: any.</summary>
    public int? TryNumber { get; init; }

    /// <summary>By this actor; null: any.</summary>
    public string? Actor { get; init; }

    /// <summary>Of one of these events; empty: of any.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Of none of these events.</summary>
    public IReadOnlyList<string> ExcludedEvents { get; init; } = [];

    /// <summary>Not before this moment; null: from the first.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this moment; null: to the last.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Newest first (default), else oldest first.</summary>
    public bool NewestFirst { get; init; } = true;

    /// <summary>Beyond the entry with this number, in the order that is asked for; null: from its beginning.</summary>
    public long? Beyond { get; init; }

    /// <summary>At most this many.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>An entry of the audit as it is kept.</summary>
/// <param name="Id">Its number; later entries have higher ones.</param>
/// <param name="Row">What it says.</param>
public sealed record AuditEntry(long Id, AuditRow Row);
