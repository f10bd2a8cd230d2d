namespace Orrery.Grains;

/// <summary>Ids of log events of the grains, 2000–2999. Changing a name or value breaks whoever filters by it.</summary>
internal static class EventIds
{
    public const int RunTurnFailed = 2001;
    public const int RunEffectFailed = 2002;
    public const int RunEnded = 2003;
    public const int DagPublished = 2101;
    public const int RunCreated = 2102;
    public const int ScheduleFailed = 2103;
    public const int RunStartFailed = 2104;
    public const int RunDropped = 2105;
    public const int CandidatePublished = 2106;
    public const int ReleaseSwitched = 2107;
    public const int DagPausedByItself = 2108;
    public const int CandidateWithdrawn = 2109;
    public const int BackfillStepFailed = 2151;
    public const int BackfillCompleted = 2152;
    public const int ScanFailed = 2201;
    public const int FileRejected = 2202;
    public const int PassResumed = 2203;
    public const int PassNotResumed = 2204;
    public const int HostLost = 2301;
    public const int HostJoined = 2302;
    public const int OffersNotGivenBack = 2303;
    public const int LeasesNeverBrought = 2304;
    public const int RecoveryDone = 2401;
    public const int WakeFailed = 2402;
    public const int FeedFailed = 2501;
    public const int AssetSpreadFailed = 2601;
    public const int AssetChanged = 2602;
    public const int AssetNewsDelivered = 2603;
    public const int SlotsCounted = 2701;
    public const int SlotAuditFailed = 2702;
    public const int PoolDagsNotTold = 2703;
    public const int SecretKeyAdded = 2801;
}
