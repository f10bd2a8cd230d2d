using Orrery.Grains.Interfaces.Assets;

namespace Orrery.Grains.Runs;

/// <content>
/// News of assets that tasks wait for. Soft as what runs tell each other: what is waited for is in the rows, a run that is read again asks anew,
/// and besides it looks every <c>poke_interval</c>.
/// </content>
public sealed partial class DagRunGrain
{
    private readonly HashSet<string> _awaitedAssets = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task AssetHeardAsync(string uri)
    {
        if (_run is { } run && _awaitedAssets.Contains(uri))
        {
            // Not awaited: who told us does not wait for what we make of it.
            _ = GuardAsync(LookForNewsAsync(run, uri));
        }

        return Task.CompletedTask;
    }

    /// <summary>Asks an asset to be told of its news; answers whether this was not so yet, and some may have been missed.</summary>
    private async Task<bool> ListenToAssetAsync(string uri)
    {
        var isNew = _awaitedAssets.Add(uri);
        ListenAgainLater();
        return await grains.GetGrain<IAssetGrain>(uri).ListenAsync($"{_key}") || isNew;
    }

    private async Task ListenToAssetsAgainAsync()
    {
        foreach (var uri in _awaitedAssets.ToArray())
        {
            await GuardAsync(ListenToAssetAsync(uri));
            if (_run is { } run)
            {
                await GuardAsync(LookForNewsAsync(run, uri));
            }
        }
    }

    /// <summary>Looks anew at what waits for news of an asset; when nothing does, the asset is not listened to any more.</summary>
    private async Task LookForNewsAsync(RunRecord run, string uri)
    {
        if (run.IsFinished || await LookAtWaitsAsync(run, w => w.Asset == uri) == 0)
        {
            _awaitedAssets.Remove(uri);
            StopListeningInVain();
        }
    }
}
