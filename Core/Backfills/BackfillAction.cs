namespace Orrery.Core.Backfills;

/// <summary>What a backfill does about one date. The numbers are stored: never renumber, only append.</summary>
public enum BackfillAction : byte
{
    /// <summary>It makes a run.</summary>
    Create = 0,

    /// <summary>It clears the finished run of that date and takes it over.</summary>
    Clear = 1,

    /// <summary>Nothing: the date has a run that is not finished.</summary>
    SkipInFlight = 2,

    /// <summary>Nothing: the date has a finished run that the backfill was not told to run again.</summary>
    SkipExisting = 3,

    /// <summary>Nothing: the values the backfill was given for params do not fit the DAG any more.</summary>
    SkipInvalidConf = 4,
}

/// <summary>Names of the actions.</summary>
public static class BackfillActions
{
    /// <summary>Whether the date gets no run.</summary>
    public static bool IsSkip(this BackfillAction action) => action is not (BackfillAction.Create or BackfillAction.Clear);

    /// <summary>The name of what is done, <c>create</c> or <c>clear</c>; null when nothing is.</summary>
    public static string? WireName(this BackfillAction action) => action switch
    {
        BackfillAction.Create => "create",
        BackfillAction.Clear => "clear",
        _ => null,
    };

    /// <summary>Why nothing is done, in words; null when something is.</summary>
    public static string? Reason(this BackfillAction action) => action switch
    {
        BackfillAction.SkipInFlight => "in flight",
        BackfillAction.SkipExisting => "already exists",
        BackfillAction.SkipInvalidConf => "conf does not fit",
        _ => null,
    };
}
