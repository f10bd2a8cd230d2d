namespace Orrery.Core.Runs;

/// <summary>The kinds of failure of a try. The numbers are stored and sent: never renumber, only append.</summary>
public enum TaskFailureReason : byte
{
    /// <summary>The process ended with a code other than zero.</summary>
    ExitCode = 0,

    /// <summary>The process was ended by a signal nobody here sent.</summary>
    Signal = 1,

    /// <summary>The try took longer than its <c>execution_timeout</c>.</summary>
    ExecutionTimeout = 2,

    /// <summary>The process could not be started: no such program, no right to run it.</summary>
    LaunchFailed = 3,

    /// <summary>A template of the task could not be rendered.</summary>
    TemplateError = 4,

    /// <summary>What the task left as its XCom is too large or not readable.</summary>
    InvalidXCom = 5,

    /// <summary>A branch named a task that does not exist, or a gate's value is no condition. Not retried.</summary>
    InvalidDecision = 6,

    /// <summary>The host stopped answering while it held the task.</summary>
    HostLost = 7,

    /// <summary>The process vanished without leaving an exit code, as after a reboot.</summary>
    ProcessLost = 8,

    /// <summary>Somebody marked it failed. Not retried.</summary>
    MarkedFailed = 9,

    /// <summary>The run was ended while the task was running.</summary>
    RunEnded = 10,

    /// <summary>The task said that a retry is of no use.</summary>
    FailWithoutRetry = 11,

    /// <summary>What the task said of its outlets is not readable, or names what is none of them.</summary>
    InvalidOutlets = 30,

    /// <summary>An inlet or outlet of the task contradicts another asset of its name or URI.</summary>
    InactiveAsset = 31,

    /// <summary>A sensor's <c>timeout</c> is over. Not retried.</summary>
    SensorTimeout = 20,

    /// <summary>A look of a sensor went wrong: no such host, no such table, an exit code that means an error.</summary>
    PokeFailed = 21,

    /// <summary>What the process left at <c>$ORRERY_DEFER</c> is no wait.</summary>
    InvalidDeferral = 22,

    /// <summary>The run or task waited for ended in one of the <c>failed_states</c>.</summary>
    AwaitedRunFailed = 23,

    /// <summary>The run to trigger could not be created. Not retried.</summary>
    TriggerRefused = 24,

    /// <summary>Somebody rejected it, and the task says <c>fail_on_reject</c>. Not retried.</summary>
    Rejected = 25,

    /// <summary>Nobody answered in time. Not retried.</summary>
    NoAnswer = 26,

    /// <summary>What a mapped task is expanded over is no list or mapping, or too long. Not retried by itself: the pushing task's retries apply.</summary>
    InvalidExpansion = 40,

    /// <summary>The container used more memory than it may.</summary>
    OutOfMemory = 50,

    /// <summary>There is no such image, here or in its registry. Not retried.</summary>
    ImageNotFound = 51,

    /// <summary>The registry does not give the image to this host. Not retried.</summary>
    ImageDenied = 52,

    /// <summary>The image could not be pulled: its registry does not answer, or answers nonsense.</summary>
    ImagePullFailed = 53,

    /// <summary>The image has no such command, or it cannot be run. Not retried.</summary>
    CommandNotFound = 54,

    /// <summary>The engine refuses the container's settings: a mount, a user, a limit. Not retried.</summary>
    ContainerRefused = 55,

    /// <summary>The container engine does not answer, or fails.</summary>
    EngineUnavailable = 56,
}
