namespace Orrery.Core.Versions;

/// <summary>How new releases of a DAG come to be live step by step. Exactly one of <see cref="Percent"/> and <see cref="Next"/> is set.</summary>
public sealed record RolloutPolicy
{
    /// <summary>Which share of new runs takes the candidate, in percent: 1 to 100. See <see cref="RolloutShare"/>.</summary>
    public int? Percent { get; init; }

    /// <summary>How many new runs take the candidate: 1 to 1000. The ones after them are again on the live release.</summary>
    public int? Next { get; init; }

    /// <summary>After how many successful runs of the candidate it goes live by itself: 1 to 1000. Null (default): only by hand.</summary>
    public int? PromoteAfter { get; init; }

    /// <summary>After how many runs in a row that fail because of user code the candidate is taken back by itself: 1 to 1000. Null (default): only by hand.</summary>
    public int? RollbackAfter { get; init; }

    /// <summary>Everything that is wrong with it, a sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Percent is null == Next is null)
        {
            problems.Add("A rollout needs either percent (1 to 100) or next (a number of runs): give one of them.");
        }

        if (Percent is < 1 or > 100)
        {
            problems.Add($"percent is {Percent}: give 1 to 100.");
        }

        Check("next", Next);
        Check("promote_after", PromoteAfter);
        Check("rollback_after", RollbackAfter);
        if (PromoteAfter > Next)
        {
            problems.Add($"promote_after is {PromoteAfter}, but only the next {Next} runs take the candidate: it could never go live by itself. Give at most {Next}.");
        }

        return problems;

        void Check(string name, int? value)
        {
            if (value is < 1 or > RolloutJudge.MaxRuns)
            {
                problems.Add($"{name} is {value}: give 1 to {RolloutJudge.MaxRuns}, or leave it out.");
            }
        }
    }
}
