using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Versions;

namespace Orrery.Client.Http.Wire;

/// <summary>A release: Airflow's <c>DagVersionResponse</c>, then what Orrery adds.</summary>
internal sealed record DagVersionWire
{
    public required Guid Id { get; init; }

    public required int VersionNumber { get; init; }

    public required string DagId { get; init; }

    public required string DagDisplayName { get; init; }

    public required string BundleName { get; init; }

    public string? BundleVersion { get; init; }

    public string? BundleUrl { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string Version { get; init; }

    public required string RelativeFileloc { get; init; }

    [JsonConverter(typeof(ReleaseStandingConverter))]
    public required ReleaseStanding Standing { get; init; }

    public int RunCount { get; init; }

    public int SuccessCount { get; init; }

    public int FailedCount { get; init; }

    public static DagVersionWire Of(DagVersionInfo info) => new()
    {
        Id = ReleaseWire.IdOf(info.DagId, info.VersionNumber),
        VersionNumber = info.VersionNumber,
        DagId = info.DagId,
        DagDisplayName = info.DagId,
        BundleName = info.BundleName,
        BundleVersion = info.BundleVersion,
        CreatedAt = info.CreatedAt,
        Version = info.Version,
        RelativeFileloc = info.RelativeFileloc,
        Standing = info.Standing,
        RunCount = info.RunCount,
        SuccessCount = info.SuccessCount,
        FailedCount = info.FailedCount,
    };

    public DagVersionInfo ToInfo() => new()
    {
        DagId = DagId,
        VersionNumber = VersionNumber,
        Version = Version,
        BundleName = BundleName,
        BundleVersion = BundleVersion,
        RelativeFileloc = RelativeFileloc,
        CreatedAt = CreatedAt,
        RunCount = RunCount,
        SuccessCount = SuccessCount,
        FailedCount = FailedCount,
        Standing = Standing,
    };
}

/// <summary>Writes how a release stands in snake_case.</summary>
internal sealed class ReleaseStandingConverter() : JsonStringEnumConverter<ReleaseStanding>(System.Text.Json.JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

/// <summary>A page of releases. The total is null where counting would cost; the cursor then says whether there are more.</summary>
internal sealed record DagVersionCollectionWire(DagVersionWire[] DagVersions, long? TotalEntries, string? NextCursor);

/// <summary>The text of a DAG's file: Airflow's <c>DAGSourceResponse</c>, then what Orrery adds.</summary>
internal sealed record DagSourceWire(string Content, string DagId, int VersionNumber, string DagDisplayName, string RelativeFileloc)
{
    public static DagSourceWire Of(string dagId, DagSourceInfo info) => new(info.Content, dagId, info.VersionNumber, dagId, info.RelativeFileloc);

    public DagSourceInfo ToInfo() => new(VersionNumber, RelativeFileloc, Content);
}

/// <summary>What differs between two releases.</summary>
internal sealed record DagDiffWire(string DagId, int From, int To, JsonObject Structure, string[] Source)
{
    [JsonConverter(typeof(ReleaseStandingConverter))]
    public ReleaseStanding FromStanding { get; init; }

    [JsonConverter(typeof(ReleaseStandingConverter))]
    public ReleaseStanding ToStanding { get; init; }

    public static DagDiffWire Of(string dagId, DagDiffInfo info) =>
        new(dagId, info.From, info.To, JsonNode.Parse(info.StructureJson)!.AsObject(), [.. info.Source]) { FromStanding = info.FromStanding, ToStanding = info.ToStanding };

    public DagDiffInfo ToInfo() =>
        new() { From = From, To = To, FromStanding = FromStanding, ToStanding = ToStanding, StructureJson = Structure.ToJsonString(), Source = [.. Source] };
}

/// <summary>What became of a change of all rollouts of a bundle.</summary>
internal sealed record BundleRolloutWire(string BundleName, int Changed);

/// <summary>How the releases of a DAG stand.</summary>
internal sealed record RolloutWire
{
    public required string DagId { get; init; }

    public required int LiveVersionNumber { get; init; }

    public int? PreviousVersionNumber { get; init; }

    public int? CandidateVersionNumber { get; init; }

    public DateTimeOffset? CandidateSince { get; init; }

    public int? Percent { get; init; }

    public int? Next { get; init; }

    public int? PromoteAfter { get; init; }

    public int? RollbackAfter { get; init; }

    public int? RolledBackVersionNumber { get; init; }

    public string? RolledBackBecause { get; init; }

    public static RolloutWire Of(string dagId, RolloutInfo info) => new()
    {
        DagId = dagId,
        LiveVersionNumber = info.Live,
        PreviousVersionNumber = info.Previous,
        CandidateVersionNumber = info.Candidate,
        CandidateSince = info.CandidateSince,
        Percent = info.Percent,
        Next = info.Next,
        PromoteAfter = info.PromoteAfter,
        RollbackAfter = info.RollbackAfter,
        RolledBackVersionNumber = info.RolledBack,
        RolledBackBecause = info.Because,
    };

    public RolloutInfo ToInfo() => new()
    {
        Live = LiveVersionNumber,
        Previous = PreviousVersionNumber,
        Candidate = CandidateVersionNumber,
        CandidateSince = CandidateSince,
        Percent = Percent,
        Next = Next,
        PromoteAfter = PromoteAfter,
        RollbackAfter = RollbackAfter,
        RolledBack = RolledBackVersionNumber,
        Because = RolledBackBecause,
    };
}
