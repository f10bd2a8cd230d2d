using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Client.Http;

/// <summary>What requests about variables and connections have in common.</summary>
internal static class SecretRequests
{
    /// <summary>Sets something. As in Airflow, creating and changing are two requests; a change that finds nothing to change becomes a creation.</summary>
    /// <param name="isNew">Whether it must be new, or must not; null: either.</param>
    /// <param name="change">Changes it.</param>
    /// <param name="create">Creates it.</param>
    public static async Task<ActionResult> SetAsync(bool? isNew, Func<Task<ActionResult>> change, Func<Task<ActionResult>> create)
    {
        if (isNew == true)
        {
            return await create();
        }

        var changed = await change();
        return changed.Status == ActionStatus.NotFound && isNew is null ? await create() : changed;
    }
}
