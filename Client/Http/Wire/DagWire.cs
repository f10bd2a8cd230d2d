using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Client.Http.Wire;

/// <summary>A DAG: Airflow's <c>DAGResponse</c>, then what Orrery adds.</summary>
internal record DagWire
{
    public required string DagId { get; init; }

    public required string DagDisplayName { get; init; }

    public string? Description { get; init; }

    public bool IsPaused { get; init; }

    public bool IsStale { get; init; }

    public DateTimeOffset? LastParsedTime { get; init; }

    public double? LastParseDuration { get; init; }

    public DateTimeOffset? LastExpired { get; init; }

    public required string BundleName { get; init; }

    public string? BundleVersion { get; init; }

    public required string RelativeFileloc { get; init; }

    public required string Fileloc { get; init; }

    public string FileToken { get; init; } = "";

    public string? TimetableSummary { get; init; }

    public string? TimetableDescription { get; init; }

    public bool TimetablePartitioned { get; init; }

    public TagWire[] Tags { get; init; } = [];

    public string[] Owners { get; init; } = [];

    public int MaxActiveTasks { get; init; }

    public int? MaxActiveRuns { get; init; }

    public int MaxConsecutiveFailedDagRuns { get; init; }

    public bool HasTaskConcurrencyLimits { get; init; }

    public bool HasImportErrors { get; init; }

    public DateTimeOffset? NextDagrunLogicalDate { get; init; }

    public DateTimeOffset? NextDagrunDataIntervalStart { get; init; }

    public DateTimeOffset? NextDagrunDataIntervalEnd { get; init; }

    public DateTimeOffset? NextDagrunRunAfter { get; init; }

    public string[]? AllowedRunTypes { get; init; }

    public int LatestVersionNumber { get; init; }

    public required string Version { get; init; }

    public int? CandidateVersionNumber { get; init; }

    public int? CandidatePercent { get; init; }

    public int? CandidateNext { get; init; }

    public int TaskCount { get; init; }

    public string? PauseReason { get; init; }

    public DagRunWire[] LatestRuns { get; init; } = [];

    public static DagWire Of(DagInfo info, bool withRuns) => new()
    {
        DagId = info.DagId,
        DagDisplayName = info.DagId,
        Description = info.Description,
        IsPaused = info.IsPaused,
        IsStale = !info.IsActive,
        BundleName = info.BundleName,
        RelativeFileloc = info.RelativeFileloc,
        Fileloc = info.RelativeFileloc,
        FileToken = FileTokens.Of(info.BundleName, info.RelativeFileloc),
        TimetableSummary = info.TimetableSummary,
        TimetableDescription = info.TimetableSummary,
        Tags = [.. info.Tags.Select(t => new TagWire(t, info.DagId, info.DagId))],
        Owners = info.Owner is { } owner ? [owner] : [],
        MaxActiveTasks = info.MaxActiveTasks,
        MaxActiveRuns = info.MaxActiveRuns,
        HasImportErrors = info.HasImportErrors,
        NextDagrunLogicalDate = info.NextDagrunLogicalDate,
        NextDagrunDataIntervalStart = info.NextDagrunDataIntervalStart,
        NextDagrunDataIntervalEnd = info.NextDagrunDataIntervalEnd,
        NextDagrunRunAfter = info.NextDagrunRunAfter,
        LatestVersionNumber = info.LatestVersionNumber,
        Version = info.Version,
        CandidateVersionNumber = info.CandidateVersionNumber,
        CandidatePercent = info.CandidatePercent,
        CandidateNext = info.CandidateNext,
        TaskCount = info.TaskCount,
        PauseReason = info.PauseReason,
        MaxConsecutiveFailedDagRuns = info.MaxConsecutiveFailedDagRuns,
        LatestRuns = withRuns ? [.. info.LatestRuns.Select(DagRunWire.Of)] : [],
    };

    public DagInfo ToInfo() => new()
    {
        DagId = DagId,
        Description = Description,
        IsPaused = IsPaused,
        IsActive = !IsStale,
        BundleName = BundleName,
        RelativeFileloc = RelativeFileloc,
        TimetableSummary = TimetableSummary,
        Tags = [.. Tags.Select(t => t.Name)],
        Owner = Owners is [var owner, ..] ? owner : null,
        MaxActiveTasks = MaxActiveTasks,
        MaxActiveRuns = MaxActiveRuns ?? 0,
        HasImportErrors = HasImportErrors,
        NextDagrunLogicalDate = NextDagrunLogicalDate,
        NextDagrunDataIntervalStart = NextDagrunDataIntervalStart,
        NextDagrunDataIntervalEnd = NextDagrunDataIntervalEnd,
        NextDagrunRunAfter = NextDagrunRunAfter,
        LatestVersionNumber = LatestVersionNumber,
        Version = Version,
        CandidateVersionNumber = CandidateVersionNumber,
        CandidatePercent = CandidatePercent,
        CandidateNext = CandidateNext,
        TaskCount = TaskCount,
        PauseReason = PauseReason,
        MaxConsecutiveFailedDagRuns = MaxConsecutiveFailedDagRuns,
        LatestRuns = [.. LatestRuns.Select(r => r.ToInfo())],
    };
}

/// <summary>A tag of a DAG.</summary>
internal sealed record TagWire(string Name, string DagId, string DagDisplayName);

/// <summary>A page of DAGs. The total is null where counting would cost; the cursor then says whether there are more.</summary>
internal sealed record DagCollectionWire(DagWire[] Dags, long? TotalEntries, string? NextCursor);
