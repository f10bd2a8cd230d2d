using Orrery.Grains.Interfaces.Pools;

namespace Orrery.Client.Http.Wire;

/// <summary>All pools: Airflow's <c>PoolCollectionResponse</c>.</summary>
internal sealed record PoolCollectionWire(PoolWire[] Pools, long TotalEntries);

/// <summary>A pool: Airflow's <c>PoolResponse</c>.</summary>
internal sealed record PoolWire(
    string Name,
    int Slots,
    string? Description,
    bool IncludeDeferred,
    int OccupiedSlots,
    int RunningSlots,
    int QueuedSlots,
    int ScheduledSlots,
    int OpenSlots,
    int DeferredSlots,
    string? TeamName)
{
    public static PoolWire Of(PoolInfo info) => new(
        info.Name,
        info.Slots,
        info.Description,
        info.IncludeDeferred,
        info.OccupiedSlots,
        info.RunningSlots,
        info.QueuedSlots,
        info.ScheduledSlots,
        info.OpenSlots,
        info.DeferredSlots,
        TeamName: null);

    public PoolInfo ToInfo() => new()
    {
        Name = Name,
        Slots = Slots,
        Description = Description,
        IncludeDeferred = IncludeDeferred,
        RunningSlots = RunningSlots,
        QueuedSlots = QueuedSlots,
        ScheduledSlots = ScheduledSlots,
        DeferredSlots = DeferredSlots,
    };
}
