using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Client.Http.Wire;

/// <summary>What goes on in an installation, in a few numbers; those of runs stop at <c>count_limit</c>.</summary>
internal sealed record OverviewWire(
    DateTimeOffset Since, int Queued, int Running, int Success, int Failed, int CountLimit, int ImportErrors, int Approvals, UpcomingRunWire[] Upcoming)
{
    public static OverviewWire Of(OverviewInfo info) => new(
        info.Since, info.Queued, info.Running, info.Success, info.Failed, OverviewInfo.CountLimit, info.ImportErrors, info.Approvals,
        [.. info.Upcoming.Select(r => new UpcomingRunWire(r.DagId, r.RunAfter))]);

    public OverviewInfo ToInfo() => new()
    {
        Since = Since,
        Queued = Queued,
        Running = Running,
        Success = Success,
        Failed = Failed,
        ImportErrors = ImportErrors,
        Approvals = Approvals,
        Upcoming = [.. Upcoming.Select(r => new UpcomingRunInfo(r.DagId, r.RunAfter))],
    };
}

/// <summary>The next scheduled run of a DAG.</summary>
internal sealed record UpcomingRunWire(string DagId, DateTimeOffset RunAfter);
