using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Bundles;

/// <summary>One bundle: where its DAGs come from, and what is current of it. Key: the bundle's name. It calls nobody.</summary>
[Alias("orrery.IBundleGrain")]
public interface IBundleGrain : IGrainWithStringKey
{
    /// <summary>
    /// Says where the files of the bundle come from, and puts it into service. The same again changes nothing. Refused: an unknown backend, or
    /// a location that it cannot have.
    /// </summary>
    /// <param name="settings">Where.</param>
    /// <param name="actor">Who asks, for the audit; null: the server's own command line, which is not audited.</param>
    [Alias("Configure")]
    Task<ActionResult> ConfigureAsync(BundleSettings settings, string? actor = null);

    /// <summary>The bundle; null when it was never configured.</summary>
    [AlwaysInterleave, ReadOnly, Alias("Get")]
    Task<BundleInfo?> GetAsync();

    /// <summary>How the host of its repository tells that there is something new.</summary>
    [AlwaysInterleave, ReadOnly, Alias("GetWebhook")]
    Task<WebhookInfo> GetWebhookAsync();

    /// <summary>Keeps what its parser has found out. Of a bundle that was never configured: nothing.</summary>
    [Alias("Record")]
    Task RecordAsync(BundleProgress progress);

    /// <summary>Takes the bundle out of service, or puts it back: one out of service is not scanned and takes no deploys.</summary>
    /// <param name="isActive">Whether it is in service.</param>
    /// <param name="actor">Who asks, for the audit.</param>
    [Alias("SetActive")]
    Task<ActionResult> SetActiveAsync(bool isActive, string actor = "api");
}
