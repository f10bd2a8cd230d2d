namespace Orrery.Core.Cron;

/// <summary>
/// Converts between instants (UTC ticks) and the wall clock (local ticks) of a zone, and finds where its offset shifts.
/// Only asks the zone for offsets at instants, which are never ambiguous.
/// </summary>
internal readonly record struct ZoneClock(TimeZoneInfo Zone)
{
    /// <summary>The offset from UTC, in ticks, at an instant.</summary>
    public long OffsetAt(long instant) =>
        Zone.GetUtcOffset(new DateTime(Math.Clamp(instant, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc)).Ticks;

    /// <summary>What the wall clock shows at an instant.</summary>
    public long WallAt(long instant) => instant + OffsetAt(instant);

    /// <summary>The shift less than a day before or after an instant, if there is one.</summary>
    public ZoneShift? ShiftNear(long instant)
    {
        var (low, high) = (instant - TimeSpan.TicksPerDay, instant + TimeSpan.TicksPerDay);
        var (before, after) = (OffsetAt(low), OffsetAt(high));
        if (before == after)
        {
            return null;
        }

        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (OffsetAt(middle) == before)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return new ZoneShift(high, before, after);
    }

    /// <summary>The shift that decides what a wall-clock moment means, if there is one near.</summary>
    public ZoneShift? ShiftNearWall(long wall) => ShiftNear(wall - OffsetAt(wall));
}
