using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <summary>How the relevant direct upstream task instances of one task stand: all a trigger rule looks at.</summary>
public record struct UpstreamCounts
{
    /// <summary>How many relevant direct upstream instances there are.</summary>
    public int Total { get; set; }

    /// <summary>How many succeeded.</summary>
    public int Success { get; set; }

    /// <summary>How many were skipped.</summary>
    public int Skipped { get; set; }

    /// <summary>How many failed.</summary>
    public int Failed { get; set; }

    /// <summary>How many are upstream_failed.</summary>
    public int UpstreamFailed { get; set; }

    /// <summary>How many were removed.</summary>
    public int Removed { get; set; }

    /// <summary>How many of <see cref="Total"/> are setups.</summary>
    public int Setups { get; set; }

    /// <summary>How many of the setups succeeded.</summary>
    public int SetupsSucceeded { get; set; }

    /// <summary>How many of the setups were skipped.</summary>
    public int SetupsSkipped { get; set; }

    /// <summary>How many are finished, in whatever way.</summary>
    public readonly int Done => Success + Skipped + Failed + UpstreamFailed + Removed;

    /// <summary>Two groups of upstream instances as one.</summary>
    internal static UpstreamCounts Sum(in UpstreamCounts a, in UpstreamCounts b) => new()
    {
        Total = a.Total + b.Total,
        Success = a.Success + b.Success,
        Skipped = a.Skipped + b.Skipped,
        Failed = a.Failed + b.Failed,
        UpstreamFailed = a.UpstreamFailed + b.UpstreamFailed,
        Removed = a.Removed + b.Removed,
        Setups = a.Setups + b.Setups,
        SetupsSucceeded = a.SetupsSucceeded + b.SetupsSucceeded,
        SetupsSkipped = a.SetupsSkipped + b.SetupsSkipped,
    };

    /// <summary>Moves <paramref name="by"/> instances into (or, negative, out of) a state; states that are not finished count nowhere.</summary>
    internal void Add(TaskInstanceState state, int by, bool isSetup)
    {
        switch (state)
        {
            case TaskInstanceState.Success:
                Success += by;
                SetupsSucceeded += isSetup ? by : 0;
                break;
            case TaskInstanceState.Skipped:
                Skipped += by;
                SetupsSkipped += isSetup ? by : 0;
                break;
            case TaskInstanceState.Failed:
                Failed += by;
                break;
            case TaskInstanceState.UpstreamFailed:
                UpstreamFailed += by;
                break;
            case TaskInstanceState.Removed:
                Removed += by;
                break;
            default:
                break;
        }
    }
}
