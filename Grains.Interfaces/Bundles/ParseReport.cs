using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Bundles;

/// <summary>What came of reading a bundle.</summary>
[GenerateSerializer, Immutable, Alias("orrery.parse_report")]
public sealed record ParseReport
{
    /// <summary>Files found.</summary>
    [Id(0)] public int FilesSeen { get; init; }

    /// <summary>Files read because they are new or changed.</summary>
    [Id(1)] public int FilesParsed { get; init; }

    /// <summary>What was made live by this call; of a dry run: what would be.</summary>
    [Id(2)] public ImmutableArray<PublishResult> Published { get; init; } = [];

    /// <summary>Ids of the DAGs that were taken out of service.</summary>
    [Id(3)] public ImmutableArray<string> Deactivated { get; init; } = [];

    /// <summary>Every error, a sentence each with its place; the versions before stay live.</summary>
    [Id(4)] public ImmutableArray<string> Errors { get; init; } = [];

    /// <summary>The files of which there is something to say: with new releases, errors or warnings; by path.</summary>
    [Id(5)] public ImmutableArray<FileReport> Files { get; init; } = [];

    /// <summary>The code that is current after this call: the hash of the bundle's root folder. Null: none was kept.</summary>
    [Id(6)] public string? Snapshot { get; init; }

    /// <summary>Where that code came from: a commit, or the digest of an archive. Null: a folder.</summary>
    [Id(7)] public string? SourceReference { get; init; }

    /// <summary>Whether nothing was done because all or nothing was asked for, and there are errors.</summary>
    [Id(8)] public bool IsRejected { get; init; }

    /// <summary>Whether this says what would be done, and nothing was.</summary>
    [Id(9)] public bool IsDryRun { get; init; }

    /// <summary>Whether the path that was asked for is one of the bundle, or was. Default true.</summary>
    [Id(10)] public bool IsPathKnown { get; init; } = true;

    /// <summary>The answer when there is one error, and nothing was done.</summary>
    public static ParseReport Of(string error) => new() { Errors = [error], IsRejected = true };
}

/// <summary>What came of one file.</summary>
[GenerateSerializer, Immutable, Alias("orrery.file_report")]
public sealed record FileReport
{
    /// <summary>Path in the bundle.</summary>
    [Id(0)] public required string Path { get; init; }

    /// <summary>The releases that are new, or in service again; of a dry run: that would be.</summary>
    [Id(1)] public ImmutableArray<PublishResult> Published { get; init; } = [];

    /// <summary>What is wrong; the versions before stay live.</summary>
    [Id(2)] public ImmutableArray<ParseProblem> Errors { get; init; } = [];

    /// <summary>What is allowed but probably not meant.</summary>
    [Id(3)] public ImmutableArray<ParseProblem> Warnings { get; init; } = [];
}

/// <summary>One thing that is wrong with a file.</summary>
[GenerateSerializer, Immutable, Alias("orrery.parse_problem")]
public sealed record ParseProblem
{
    /// <summary>What is wrong, where, and the remedy: a sentence that can stand alone.</summary>
    [Id(0)] public required string Message { get; init; }

    /// <summary>Line, from 1. Null: no single one.</summary>
    [Id(1)] public int? Line { get; init; }

    /// <summary>Column, from 1. Null: no single one.</summary>
    [Id(2)] public int? Column { get; init; }

    /// <summary>The stack trace of a program. Null: there is none.</summary>
    [Id(3)] public string? Trace { get; init; }
}
