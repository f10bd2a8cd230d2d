namespace Orrery.Grains.Interfaces.Search;

/// <summary>Moments from one to another, both included.</summary>
[GenerateSerializer, Immutable, Alias("orrery.moment_range")]
public sealed record MomentRange
{
    /// <summary>Any moment, or none.</summary>
    public static readonly MomentRange Any = new();

    /// <summary>The earliest; null: no bound.</summary>
    [Id(0)] public DateTimeOffset? From { get; init; }

    /// <summary>The latest; null: no bound.</summary>
    [Id(1)] public DateTimeOffset? To { get; init; }

    /// <summary>Whether it has no bounds.</summary>
    public bool IsOpen => this is { From: null, To: null };

    /// <summary>Whether a moment lies in it; one that is missing lies only in a range without bounds.</summary>
    public bool Holds(DateTimeOffset? moment) => IsOpen || (moment is { } at && (From is not { } from || at >= from) && (To is not { } to || at <= to));
}

/// <summary>Seconds from a number to another, both included.</summary>
[GenerateSerializer, Immutable, Alias("orrery.seconds_range")]
public sealed record SecondsRange
{
    /// <summary>Any duration, or none.</summary>
    public static readonly SecondsRange Any = new();

    /// <summary>The least; null: no bound.</summary>
    [Id(0)] public double? From { get; init; }

    /// <summary>The most; null: no bound.</summary>
    [Id(1)] public double? To { get; init; }

    /// <summary>Whether it has no bounds.</summary>
    public bool IsOpen => this is { From: null, To: null };

    /// <summary>Whether a duration lies in it; one that is missing lies only in a range without bounds.</summary>
    public bool Holds(TimeSpan? duration) =>
        IsOpen || (duration?.TotalSeconds is { } seconds && (From is not { } from || seconds >= from) && (To is not { } to || seconds <= to));
}
