namespace Orrery.Silo.Telemetry;

/// <summary>Event ids of telemetry's own log lines. Changing a name or a value is breaking.</summary>
internal static class TelemetryEventIds
{
    public const int CollectorAway = 5201;
    public const int CollectorBack = 5202;
    public const int NotAsAsked = 5203;
}
