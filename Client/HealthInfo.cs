using System.Collections.Immutable;

namespace Orrery.Client;

/// <summary>How an installation is.</summary>
/// <param name="IsHealthy">Whether every component is.</param>
/// <param name="Version">Version of the product.</param>
/// <param name="Components">Each component by itself.</param>
public sealed record HealthInfo(bool IsHealthy, string Version, ImmutableArray<ComponentHealth> Components)
{
    /// <summary>The component of that name; null: there is none.</summary>
    public ComponentHealth? Find(string name) => Components.FirstOrDefault(c => c.Name == name);
}

/// <summary>How one component is.</summary>
/// <param name="Name">Name; see <see cref="HealthComponents"/>.</param>
/// <param name="IsHealthy">Whether it does its work.</param>
/// <param name="Detail">What it says, in one sentence.</param>
/// <param name="LatestHeartbeat">When it last showed that it lives; null: it shows that by answering, or it never has.</param>
public sealed record ComponentHealth(string Name, bool IsHealthy, string Detail, DateTimeOffset? LatestHeartbeat = null);

/// <summary>Names of components.</summary>
public static class HealthComponents
{
    /// <summary>The store: reachable, its lease held.</summary>
    public const string Store = "store";

    /// <summary>The scheduler: it keeps up with what is due.</summary>
    public const string Scheduler = "scheduler";

    /// <summary>The queues of ready tasks.</summary>
    public const string Queue = "queue";

    /// <summary>The hosts that run tasks.</summary>
    public const string Runtime = "runtime";

    /// <summary>The trigger loops of hosts.</summary>
    public const string Triggerer = "triggerer";

    /// <summary>The parsers of bundles.</summary>
    public const string DagProcessor = "dag_processor";

    /// <summary>The disk of the data folder.</summary>
    public const string Disk = "disk";
}
