using Orrery.Grains.Interfaces.Search;

namespace Orrery.Silo.Api;

/// <summary>Ranges from bounds that are included or not.</summary>
internal static class Ranges
{
    /// <summary>The finest difference the store knows.</summary>
    private static readonly TimeSpan Microsecond = TimeSpan.FromMicroseconds(1);

    /// <summary>The moments that keep all of the bounds.</summary>
    public static MomentRange Moments(DateTimeOffset? from, DateTimeOffset? after, DateTimeOffset? to, DateTimeOffset? before) => new()
    {
        From = Later(from, after is { } a && a < DateTimeOffset.MaxValue - Microsecond ? Floor(a) + Microsecond : after),
        To = Earlier(to, before is { } b && b > DateTimeOffset.MinValue + Microsecond ? Ceiling(b) - Microsecond : before),
    };

    /// <summary>The seconds that keep all of the bounds.</summary>
    public static SecondsRange Seconds(double? from, double? after, double? to, double? before) => new()
    {
        From = (from, after) is ({ } f, { } a) ? Math.Max(f, Math.BitIncrement(a)) : from ?? (after is { } only ? Math.BitIncrement(only) : null),
        To = (to, before) is ({ } t, { } b) ? Math.Min(t, Math.BitDecrement(b)) : to ?? (before is { } alone ? Math.BitDecrement(alone) : null),
    };

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;

    private static DateTimeOffset Floor(DateTimeOffset moment) => moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerMicrosecond));

    private static DateTimeOffset Ceiling(DateTimeOffset moment) => Floor(moment) == moment ? moment : Floor(moment) + Microsecond;
}
