using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client;

/// <summary>Runs and task instances, found by many properties, and runs taken away.</summary>
public interface IRunClient
{
    /// <summary>Runs.</summary>
    /// <exception cref="ArgumentException">The order is none that <see cref="DagRunQuery.Slice"/> names.</exception>
    Task<Page<DagRunInfo>> FindAsync(DagRunQuery query, CancellationToken cancellationToken = default);

    /// <summary>Task instances, each with its run.</summary>
    /// <exception cref="ArgumentException">The order is none that <see cref="TaskInstanceQuery.Slice"/> names.</exception>
    Task<Page<FoundTaskInstance>> FindTasksAsync(TaskInstanceQuery query, CancellationToken cancellationToken = default);

    /// <summary>Takes a run away with everything under it; refused while it has not ended.</summary>
    Task<ActionResult> DeleteAsync(string dagId, string runId, CancellationToken cancellationToken = default);
}
