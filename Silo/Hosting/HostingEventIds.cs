namespace Orrery.Silo.Hosting;

/// <summary>Event ids of the server's own log lines. Changing a name or a value is breaking.</summary>
internal static class HostingEventIds
{
    public const int Pruned = 5101;
    public const int FoldersStay = 5102;
    public const int NotPruned = 5103;
    public const int CodeCollected = 5104;
    public const int CodeNotCollected = 5105;
    public const int StandbyNotListening = 5106;
    public const int SecretKeyMissing = 5107;
    public const int SiloGone = 5120;
    public const int SiloWakeFailed = 5121;
    public const int ScheduleSilent = 5122;
}
