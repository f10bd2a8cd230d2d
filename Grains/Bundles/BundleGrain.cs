using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Runs;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Bundles;

/// <summary>One bundle: where it lies.</summary>
public sealed class BundleGrain(IStore store) : Grain, IBundleGrain
{
    private BundleRow? _row;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        _row = await store.GetBundleAsync(this.GetPrimaryKeyString(), cancellationToken);

    /// <inheritdoc/>
    public async Task ConfigureAsync(string folder)
    {
        if (_row?.Location == folder)
        {
            return;
        }

        var row = new BundleRow { Revision = _row?.Revision ?? 0, Name = this.GetPrimaryKeyString(), Backend = "folder", Location = folder };
        if (await store.CommitAsync([row]) == CommitOutcome.Stale)
        {
            this.DeactivateOnIdle();
            throw new StaleActivationException($"Bundle '{row.Name}' was written by another activation since it was read; this one goes away.");
        }

        _row = row with { Revision = row.Revision + 1 };
    }

    /// <inheritdoc/>
    public Task<string?> GetFolderAsync() => Task.FromResult(_row?.Location);
}
