using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Grains.Interfaces.Identity;

/// <summary>Reads the audit: who did what. A stateless worker; any key.</summary>
[Alias("orrery.IAuditGrain")]
public interface IAuditGrain : IGrainWithStringKey
{
    /// <summary>Entries in the order in which they were made, or the newest first.</summary>
    [Alias("List")]
    Task<Page<AuditInfo>> ListAsync(AuditQuery query);

    /// <summary>One entry; null: there is none.</summary>
    [Alias("Get")]
    Task<AuditInfo?> GetAsync(long id);
}

/// <summary>Which entries of the audit. What is null is not asked for.</summary>
[GenerateSerializer, Immutable, Alias("orrery.audit_query")]
public sealed record AuditQuery
{
    /// <summary>About this DAG.</summary>
    [Id(0)] public string? DagId { get; init; }

    /// <summary>About this run.</summary>
    [Id(1)] public string? RunId { get; init; }

    /// <summary>About this task.</summary>
    [Id(2)] public string? TaskId { get; init; }

    /// <summary>About this instance of a mapped task.</summary>
    [Id(3)] public int? MapIndex { get; init; }

    /// <summary>About this try.</summary>
    [Id(4)] public int? TryNumber { get; init; }

    /// <summary>By this user, token or part of the server.</summary>
    [Id(5)] public string? Owner { get; init; }

    /// <summary>Of one of these events; empty: of any.</summary>
    [Id(6)] public ImmutableArray<string> Events { get; init; } = [];

    /// <summary>Of none of these events.</summary>
    [Id(7)] public ImmutableArray<string> ExcludedEvents { get; init; } = [];

    /// <summary>Not before this moment.</summary>
    [Id(8)] public DateTimeOffset? After { get; init; }

    /// <summary>Before this moment.</summary>
    [Id(9)] public DateTimeOffset? Before { get; init; }

    /// <summary>Newest first (default), else oldest first.</summary>
    [Id(10)] public bool NewestFirst { get; init; } = true;

    /// <summary>How many entries: 1 to 1,000, default 100.</summary>
    [Id(11)] public int Limit { get; init; } = 100;

    /// <summary><see cref="Page{T}.NextCursor"/> of the page before; null: the first page.</summary>
    [Id(12)] public string? Cursor { get; init; }
}

/// <summary>One entry of the audit.</summary>
[GenerateSerializer, Immutable, Alias("orrery.audit_info")]
public sealed record AuditInfo
{
    /// <summary>Its number; later entries have higher ones.</summary>
    [Id(0)] public required long Id { get; init; }

    /// <summary>When.</summary>
    [Id(1)] public required DateTimeOffset When { get; init; }

    /// <summary>What, as in <c>trigger_dag_run</c>.</summary>
    [Id(2)] public required string Event { get; init; }

    /// <summary>Who: a user's name, <c>token:</c> and a token's name, <c>owner</c>, <c>scheduler</c>.</summary>
    [Id(3)] public required string Owner { get; init; }

    /// <summary>From where: a network address; null: from within.</summary>
    [Id(4)] public string? Address { get; init; }

    /// <summary>DAG it is about.</summary>
    [Id(5)] public string? DagId { get; init; }

    /// <summary>Run it is about.</summary>
    [Id(6)] public string? RunId { get; init; }

    /// <summary>Task it is about.</summary>
    [Id(7)] public string? TaskId { get; init; }

    /// <summary>Which of a mapped task's instances it is about.</summary>
    [Id(8)] public int? MapIndex { get; init; }

    /// <summary>Which try it is about.</summary>
    [Id(9)] public int? TryNumber { get; init; }

    /// <summary>More about it, as a JSON object; of changes, what was there <c>before</c> and <c>after</c>.</summary>
    [Id(10)] public string? DetailsJson { get; init; }
}
