namespace Orrery.Storage.Sql;

/// <summary>Instants as the store keeps them: whole microseconds since 1970-01-01 UTC, rounded down.</summary>
internal static class Instants
{
    private const long EpochMicroseconds = 621_355_968_000_000_000 / TimeSpan.TicksPerMicrosecond;

    public static long ToMicroseconds(DateTimeOffset instant) => (instant.UtcTicks / TimeSpan.TicksPerMicrosecond) - EpochMicroseconds;

    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        new((microseconds + EpochMicroseconds) * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}
