using Orrery.Core.Backfills;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Backfills;

/// <summary>A wish for a backfill.</summary>
[GenerateSerializer, Immutable, Alias("orrery.backfill_request")]
public sealed record BackfillRequest
{
    /// <summary>Default of <see cref="MaxActiveRuns"/>.</summary>
    public const int DefaultMaxActiveRuns = 10;

    /// <summary>Where the first run may be.</summary>
    [Id(0)] public required DateTimeOffset FromDate { get; init; }

    /// <summary>Where the last run may be, inclusive.</summary>
    [Id(1)] public required DateTimeOffset ToDate { get; init; }

    /// <summary>Whether the newest date comes first.</summary>
    [Id(2)] public bool RunBackwards { get; init; }

    /// <summary>What to do with dates that have a finished run already.</summary>
    [Id(3)] public ReprocessBehavior ReprocessBehavior { get; init; }

    /// <summary>How many of its runs may be running at once, besides those of the DAG's own limit: 1 or more, default 10.</summary>
    [Id(4)] public int MaxActiveRuns { get; init; } = DefaultMaxActiveRuns;

    /// <summary>Values for params of each run, a JSON object as text; null: only defaults.</summary>
    [Id(5)] public string? ConfJson { get; init; }

    /// <summary>Who asks, for the audit.</summary>
    [Id(6)] public string TriggeredBy { get; init; } = "api";
}

/// <summary>The answer to a <see cref="BackfillRequest"/>.</summary>
[GenerateSerializer, Immutable, Alias("orrery.backfill_result")]
public sealed record BackfillResult
{
    /// <summary>What became of it.</summary>
    [Id(0)] public required ActionResult Outcome { get; init; }

    /// <summary>Number of the new backfill; null when there is none.</summary>
    [Id(1)] public long? BackfillId { get; init; }
}

/// <summary>What a backfill would do.</summary>
[GenerateSerializer, Immutable, Alias("orrery.backfill_preview")]
public sealed record BackfillPreview
{
    /// <summary>The most dates that are listed.</summary>
    public const int MaxDates = 10_000;

    /// <summary>Whether it could be made, and if not, why.</summary>
    [Id(0)] public required ActionResult Outcome { get; init; }

    /// <summary>The dates in order, the first <see cref="MaxDates"/> of them.</summary>
    [Id(1)] public ImmutableArray<BackfillDateInfo> Dates { get; init; } = [];

    /// <summary>How many dates there are.</summary>
    [Id(2)] public int DateCount { get; init; }

    /// <summary>How many of them would get a run, made or cleared.</summary>
    [Id(3)] public int RunCount { get; init; }
}

/// <summary>The place of a run in a backfill that takes it over.</summary>
[GenerateSerializer, Immutable, Alias("orrery.backfill_place")]
public sealed record BackfillPlace
{
    /// <summary>Number of the backfill.</summary>
    [Id(0)] public required long BackfillId { get; init; }

    /// <summary>Place of the date in it, from 1.</summary>
    [Id(1)] public required int Ordinal { get; init; }

    /// <summary>New values for params, a JSON object as text; null: those the run had.</summary>
    [Id(2)] public string? ConfJson { get; init; }
}
