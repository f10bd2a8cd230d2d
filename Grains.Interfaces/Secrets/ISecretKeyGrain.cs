namespace Orrery.Grains.Interfaces.Secrets;

/// <summary>The keys by which secrets are sealed. One for the installation; key <see cref="Only"/>.</summary>
[Alias("orrery.ISecretKeyGrain")]
public interface ISecretKeyGrain : IGrainWithStringKey
{
    /// <summary>Key of the only one.</summary>
    const string Only = "0";

    /// <summary>Which keys there are, which are in use, and what cannot be opened.</summary>
    [Alias("Check")]
    Task<SecretKeyReport> CheckAsync();

    /// <summary>
    /// Seals anew what was sealed with older keys, at most 1,000 secrets in a call: call again while some remain. What was done is durable, so
    /// that a later call goes on where this one ended, however it ended.
    /// </summary>
    /// <param name="addKey">Whether a new key is made first.</param>
    /// <param name="actor">Who asks.</param>
    [Alias("Rotate")]
    Task<RotationResult> RotateAsync(bool addKey, string actor);
}
