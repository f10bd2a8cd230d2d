using Orrery.Core.States;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client.Http.Wire;

/// <summary>Tags: Airflow's <c>DAGTagCollectionResponse</c>.</summary>
internal sealed record TagCollectionWire(string[] Tags, long TotalEntries);

/// <summary>Runs by state: Airflow's <c>DagStatsCollectionResponse</c>.</summary>
internal sealed record DagStatsCollectionWire(DagStatsWire[] Dags, long TotalEntries);

/// <summary>Runs of a DAG by state: Airflow's <c>DagStatsResponse</c>.</summary>
internal sealed record DagStatsWire(string DagId, string DagDisplayName, StateCountWire[] Stats)
{
    public static DagStatsWire Of(DagStats stats) => new(stats.DagId, stats.DagId, [.. stats.Counts.Select((count, state) => new StateCountWire((DagRunState)state, count))]);

    public DagStats ToInfo() => new() { DagId = DagId, Counts = [.. Enum.GetValues<DagRunState>().Select(s => Stats.FirstOrDefault(c => c.State == s)?.Count ?? 0)] };
}

/// <summary>How many runs are in a state.</summary>
internal sealed record StateCountWire(DagRunState State, int Count);

/// <summary>Warnings: Airflow's <c>DAGWarningCollectionResponse</c>.</summary>
internal sealed record DagWarningCollectionWire(DagWarningWire[] DagWarnings, long TotalEntries);

/// <summary>A warning: Airflow's <c>DAGWarningResponse</c>.</summary>
internal sealed record DagWarningWire(string DagId, string WarningType, string Message, DateTimeOffset Timestamp, string DagDisplayName)
{
    public static DagWarningWire Of(DagWarningInfo info) => new(info.DagId, info.WarningType, info.Message, info.Timestamp, info.DagId);

    public DagWarningInfo ToInfo() => new() { DagId = DagId, WarningType = WarningType, Message = Message, Timestamp = Timestamp };
}
