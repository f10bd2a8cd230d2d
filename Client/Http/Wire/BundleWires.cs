using System.Text.Json.Serialization;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Client.Http.Wire;

/// <summary>Bundles.</summary>
internal sealed record BundleCollectionWire(BundleWire[] Bundles, long TotalEntries);

/// <summary>How the host of a repository tells that there is something new: a call to a path of the server, signed with a secret.</summary>
internal sealed record WebhookWire(string Path, string Secret);

/// <summary>A bundle. No secret of it: settings only name where secrets are.</summary>
internal sealed record BundleWire
{
    public required string Name { get; init; }

    public required string Backend { get; init; }

    public string Location { get; init; } = "";

    public string? Ref { get; init; }

    public string? Subdirectory { get; init; }

    public string? Username { get; init; }

    public string? TokenEnv { get; init; }

    public string? TokenFile { get; init; }

    public string? SshKey { get; init; }

    public string BundleParser { get; init; } = "";

    public string? Snapshot { get; init; }

    public string? SourceReference { get; init; }

    public DateTimeOffset? ScannedAt { get; init; }

    public string? Problem { get; init; }

    public bool IsActive { get; init; }

    public bool IsOfCommandLine { get; init; }

    [JsonConverter(typeof(RawJsonConverter))]
    public string Manifest { get; init; } = "{}";

    public static BundleWire Of(BundleInfo info) => new()
    {
        Name = info.Name,
        Backend = info.Settings.Backend,
        Location = info.Settings.Location,
        Ref = info.Settings.Ref,
        Subdirectory = info.Settings.Subdirectory,
        Username = info.Settings.Username,
        TokenEnv = info.Settings.TokenEnv,
        TokenFile = info.Settings.TokenFile,
        SshKey = info.Settings.SshKey,
        BundleParser = info.Parser,
        Snapshot = info.Snapshot,
        SourceReference = info.SourceReference,
        ScannedAt = info.ScannedAt,
        Problem = info.Problem,
        IsActive = info.IsActive,
        IsOfCommandLine = info.Settings.IsOfCommandLine,
        Manifest = info.ManifestJson,
    };

    public BundleInfo ToInfo() => new()
    {
        Name = Name,
        Settings = new BundleSettings
        {
            Backend = Backend,
            Location = Location,
            Ref = Ref,
            Subdirectory = Subdirectory,
            Username = Username,
            TokenEnv = TokenEnv,
            TokenFile = TokenFile,
            SshKey = SshKey,
            IsOfCommandLine = IsOfCommandLine,
        },
        Parser = BundleParser,
        Snapshot = Snapshot,
        SourceReference = SourceReference,
        ScannedAt = ScannedAt,
        Problem = Problem,
        IsActive = IsActive,
        ManifestJson = Manifest,
    };
}

/// <summary>What came of reading a bundle.</summary>
internal sealed record ParseReportWire(int FilesSeen, int FilesParsed, PublishedWire[] Published, string[] Deactivated, string[] Errors)
{
    public FileReportWire[] Files { get; init; } = [];

    public string? Snapshot { get; init; }

    public string? SourceReference { get; init; }

    public bool IsRejected { get; init; }

    public bool IsDryRun { get; init; }

    public static ParseReportWire Of(ParseReport report) =>
        new(report.FilesSeen, report.FilesParsed, [.. report.Published.Select(PublishedWire.Of)], [.. report.Deactivated], [.. report.Errors])
        {
            Files = [.. report.Files.Select(FileReportWire.Of)],
            Snapshot = report.Snapshot,
            SourceReference = report.SourceReference,
            IsRejected = report.IsRejected,
            IsDryRun = report.IsDryRun,
        };

    public ParseReport ToReport() => new()
    {
        FilesSeen = FilesSeen,
        FilesParsed = FilesParsed,
        Published = [.. Published.Select(p => p.ToResult())],
        Deactivated = [.. Deactivated],
        Errors = [.. Errors],
        Files = [.. Files.Select(f => f.ToReport())],
        Snapshot = Snapshot,
        SourceReference = SourceReference,
        IsRejected = IsRejected,
        IsDryRun = IsDryRun,
    };
}

/// <summary>What came of one file.</summary>
internal sealed record FileReportWire(string Path, PublishedWire[] Published, ParseProblemWire[] Errors, ParseProblemWire[] Warnings)
{
    public static FileReportWire Of(FileReport file) =>
        new(file.Path, [.. file.Published.Select(PublishedWire.Of)], [.. file.Errors.Select(ParseProblemWire.Of)], [.. file.Warnings.Select(ParseProblemWire.Of)]);

    public FileReport ToReport() => new()
    {
        Path = Path,
        Published = [.. Published.Select(p => p.ToResult())],
        Errors = [.. Errors.Select(e => e.ToProblem())],
        Warnings = [.. Warnings.Select(w => w.ToProblem())],
    };
}

/// <summary>One thing that is wrong with a file.</summary>
internal sealed record ParseProblemWire(string Message, int? Line, int? Column, string? Trace)
{
    public static ParseProblemWire Of(ParseProblem problem) => new(problem.Message, problem.Line, problem.Column, problem.Trace);

    public ParseProblem ToProblem() => new() { Message = Message, Line = Line, Column = Column, Trace = Trace };
}

/// <summary>A DAG that was made live, or refused.</summary>
internal sealed record PublishedWire(string DagId, int Release, bool IsNew, string? Refused, string[]? Warnings = null)
{
    public bool IsCandidate { get; init; }

    [JsonConverter(typeof(RawJsonConverter))]
    public string Diff { get; init; } = "null";

    public static PublishedWire Of(PublishResult result) => new(result.DagId, result.Release, result.IsNew, result.Refused, [.. result.Warnings])
    {
        IsCandidate = result.IsCandidate,
        Diff = result.DiffJson ?? "null",
    };

    public PublishResult ToResult() => new()
    {
        DagId = DagId,
        Release = Release,
        IsNew = IsNew,
        Refused = Refused,
        Warnings = [.. Warnings ?? []],
        IsCandidate = IsCandidate,
        DiffJson = Diff is null or "null" ? null : Diff,
    };
}

/// <summary>Ids of DAGs that were taken out of service.</summary>
internal sealed record DeactivatedWire(string[] Deactivated);
