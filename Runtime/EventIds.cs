namespace Orrery.Runtime;

/// <summary>Numbers of the log events of this project, 3000 to 3999. Changing a number or a name breaks whoever filters by it.</summary>
internal static class EventIds
{
    public const int TaskStarted = 3000;
    public const int TaskEnded = 3001;
    public const int TaskNotStarted = 3002;
    public const int TaskAdopted = 3003;
    public const int TaskStopping = 3004;
    public const int TaskKilled = 3005;
    public const int LogNotWatched = 3006;
    public const int LogNotWritten = 3007;
    public const int SpoolNotRemoved = 3008;
    public const int TaskBroken = 3009;
    public const int SpoolRecovered = 3010;
    public const int LogNotBegun = 3011;
    public const int RubbishNotRemoved = 3012;
    public const int SpoolNotRead = 3013;
    public const int StopNotWritten = 3014;
    public const int TaskNeverLaunched = 3015;

    public const int LogNotArchived = 3050;

    public const int HostJoined = 3100;
    public const int HostSessionFailed = 3101;
    public const int HostUnknownLease = 3102;
    public const int HostDraining = 3103;
    public const int HostDrained = 3104;
    public const int HostReportsLeft = 3105;
    public const int HostReleaseFailed = 3106;
    public const int HostLaunchFailed = 3107;
    public const int HostNotReady = 3108;

    public const int FolderNotWatched = 3201;

    public const int TaskApiListening = 3301;
    public const int TaskApiFailed = 3302;
    public const int TaskApiNotStarted = 3303;

    public const int ContainerStarted = 3401;
    public const int ContainerNotStarted = 3402;
    public const int ContainerAdopted = 3403;
    public const int ContainerStopping = 3404;
    public const int ContainerEnded = 3405;
    public const int ContainerNotRemoved = 3406;
    public const int ContainerBroken = 3407;
    public const int ContainerStray = 3408;
    public const int ContainerNeverStarted = 3409;
    public const int ContainersRecovered = 3410;
    public const int DockerNotAnswering = 3411;
    public const int DockerSpoolNotRead = 3412;
    public const int DockerLogNotWritten = 3413;
    public const int DockerStopNotWritten = 3414;
    public const int DockerRubbishNotRemoved = 3415;
    public const int DockerEventsLost = 3416;
    public const int DockerNotListed = 3417;
    public const int ContainerStrayLeft = 3418;
}
