namespace Orrery.Grains.Interfaces.Dags;

/// <summary>Has DAGs look again at what is said of them when something else than they has changed. A stateless worker; any key.</summary>
[Alias("orrery.IWarningGrain")]
public interface IWarningGrain : IGrainWithStringKey
{
    /// <summary>A pool is there that was not.</summary>
    [Alias("PoolCreated")]
    Task PoolCreatedAsync();

    /// <summary>A pool is gone.</summary>
    [Alias("PoolDeleted")]
    Task PoolDeletedAsync(string pool);
}
