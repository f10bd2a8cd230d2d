namespace Orrery.Runtime.Hosts;

/// <summary>How a host takes part.</summary>
public sealed class HostAgentOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string SectionName = "Host";

    /// <summary>Name of the host: letters, digits, <c>_</c>, <c>-</c>, <c>.</c>; must stay the same over restarts, or its leases are lost.</summary>
    /// <value>Default: the machine's name.</value>
    public string Name { get; set; } = Environment.MachineName;

    /// <summary>How many tasks run at once, 1 to 10,000.</summary>
    /// <value>Default: four for each processor, at least 8.</value>
    public int Capacity { get; set; } = Math.Max(8, 4 * Environment.ProcessorCount);

    /// <summary>How many sensors and deferred triggers it looks for at once, beside its tasks: 1 to 100,000.</summary>
    /// <value>Default 1,000.</value>
    public int TriggerCapacity { get; set; } = 1_000;

    /// <summary>Queues it serves.</summary>
    /// <value>Default: <c>default</c> alone, when empty.</value>
    public IList<string> Queues { get; } = [];

    /// <summary>Time between renewals of all its leases, 100 ms to 30 s; they expire after 60 s.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one request for work may wait for some, 100 ms to 5 minutes.</summary>
    /// <value>Default 20 s.</value>
    public TimeSpan WorkWait { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Longest wait before the server is tried again after an error, 100 ms to 5 minutes; the first is 100 ms, each next twice as long.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether an orderly shutdown stops the tasks; otherwise they go on, and the next start adopts them.</summary>
    /// <value>Default false.</value>
    public bool StopTasksOnShutdown { get; set; }

    /// <summary>How long a shutdown waits for what has ended to be reported (and, if told to stop the tasks, for them to end).</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
