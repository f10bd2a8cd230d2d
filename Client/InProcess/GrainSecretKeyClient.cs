using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Client.InProcess;

/// <summary>Secret keys, through their grain.</summary>
/// <param name="grains">Reaches the grains.</param>
internal sealed class GrainSecretKeyClient(IGrainFactory grains) : ISecretKeyClient
{
    private ISecretKeyGrain Keys => grains.GetGrain<ISecretKeyGrain>(ISecretKeyGrain.Only);

    /// <inheritdoc/>
    public Task<SecretKeyReport> CheckAsync(CancellationToken cancellationToken = default) => Reach.AskAsync(Keys.CheckAsync(), cancellationToken);

    /// <inheritdoc/>
    public Task<RotationResult> RotateAsync(bool addKey, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Keys.RotateAsync(addKey, CallerName.Current), cancellationToken);
}
