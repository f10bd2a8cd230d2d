namespace Orleans.Runtime;

/// <summary>When a reminder is due. All times are UTC.</summary>
/// <param name="firstTickTime">When it was due first.</param>
/// <param name="period">Its period.</param>
/// <param name="timeStamp">When it is being delivered.</param>
[GenerateSerializer]
[Immutable]
public readonly struct TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
{
    /// <summary>When the reminder was due first.</summary>
    [Id(0)]
    public DateTime FirstTickTime { get; } = firstTickTime;

    /// <summary>The reminder's period.</summary>
    [Id(1)]
    public TimeSpan Period { get; } = period;

    /// <summary>When it is being delivered.</summary>
    [Id(2)]
    public DateTime CurrentTickTime { get; } = timeStamp;

    /// <summary>The times as text.</summary>
    /// <returns>The three times.</returns>
    public override string ToString() => $"<{FirstTickTime:O}, {Period}, {CurrentTickTime:O}>";
}
