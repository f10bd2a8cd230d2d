using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Scheduling;

/// <summary>Finds the DAGs that are due, from one indexed query, and wakes their grains. Key: the shard's number.</summary>
[Alias("orrery.IScheduleGrain")]
public interface IScheduleGrain : IGrainWithStringKey
{
    /// <summary>Key of the one shard there is.</summary>
    const string OnlyShard = "0";

    /// <summary>Begins, or goes on after a restart: also wakes every unfinished run.</summary>
    [Alias("Start"), ResponseTimeout("00:10:00")]
    Task StartAsync();

    /// <summary>A DAG could not do what it must: it is asked again soon (<see cref="IDagGrain.StartQueuedAsync"/>), also if its activation is gone by then.</summary>
    [AlwaysInterleave, OneWay, Alias("AskAgain")]
    Task AskAgainAsync(string dagId);

    /// <summary>How it keeps up.</summary>
    [AlwaysInterleave, Alias("GetStatus")]
    Task<ScheduleStatus> GetStatusAsync();

    /// <summary>A DAG's next run is due earlier than thought.</summary>
    [AlwaysInterleave, OneWay, Alias("DueAt")]
    Task DueAtAsync(DateTimeOffset moment);
}
