using System.Globalization;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Versions;

namespace Orrery.Dashboard.Views.Versions;

/// <summary>Releases in words.</summary>
public static class ReleaseWording
{
    private const int HashShown = 8;

    /// <summary>How a release stands; null for those of the past.</summary>
    public static string? Of(ReleaseStanding standing) => standing switch
    {
        ReleaseStanding.Live => "live",
        ReleaseStanding.Candidate => "candidate",
        ReleaseStanding.Previous => "live before",
        ReleaseStanding.RolledBack => "rolled back",
        _ => null,
    };

    /// <summary>How new releases of a DAG come to be live.</summary>
    public static string Of(RolloutInfo rollout)
    {
        var share = rollout switch
        {
            { Percent: { } percent } => string.Create(CultureInfo.InvariantCulture, $"take {percent} % of new runs before they are live"),
            { Next: { } next } => $"take {Count(next, "new run")} before they are live",
            _ => "are live at once",
        };
        var then = new List<string>();
        if (rollout.PromoteAfter is { } successes)
        {
            then.Add($"promoted after {Count(successes, "success", "successes")}");
        }

        if (rollout.RollbackAfter is { } failures)
        {
            then.Add($"rolled back after {Count(failures, "failure")} in a row");
        }

        return $"New releases {share}{(then.Count > 0 ? $"; {string.Join(", ", then)}" : "")}.";
    }

    /// <summary>The beginning of a hash, or of a commit.</summary>
    public static string Short(string hash) => hash[..Math.Min(HashShown, hash.Length)];

    private static string Count(int count, string one, string? many = null) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many ?? one + "s")}");
}
