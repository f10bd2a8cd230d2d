using Orrery.Storage.Maintenance;

namespace Orrery.Storage.Tests;

/// <summary>What every store does, whatever the database.</summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    protected IStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = await OpenAsync();

    public virtual async Task DisposeAsync() => await Store.DisposeAsync();

    /// <summary>Where it is.</summary>
    protected abstract StoreLocation Location { get; }

    /// <summary>Opens a new, empty store.</summary>
    protected abstract Task<IStore> OpenAsync();
}
