namespace Orrery.Grains.Interfaces.Queues;

/// <summary>Keys of <see cref="IQueueGrain"/>.</summary>
public static class QueueKeys
{
    /// <summary>The key under which a queue's triggers are: they take no room for processes, so they do not wait in one line with them.</summary>
    public static string TriggersOf(string queue) => queue + ":triggers";
}
