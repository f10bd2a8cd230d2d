using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Client;

/// <summary>The keys by which an installation seals its secrets.</summary>
/// <exception cref="OrreryUnavailableException">Any member: the installation cannot be reached.</exception>
public interface ISecretKeyClient
{
    /// <summary>Which keys there are, which are in use, and what cannot be opened.</summary>
    Task<SecretKeyReport> CheckAsync(CancellationToken cancellationToken = default);

    /// <summary>Seals a part of what was sealed with older keys anew: call it while there is more.</summary>
    /// <param name="addKey">Whether a new key is made first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<RotationResult> RotateAsync(bool addKey, CancellationToken cancellationToken = default);
}
