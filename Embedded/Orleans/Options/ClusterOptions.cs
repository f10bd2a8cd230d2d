namespace Orleans.Configuration;

/// <summary>What a cluster is called.</summary>
public class ClusterOptions
{
    /// <summary>The cluster unless configured.</summary>
    public const string DefaultClusterId = "default";

    /// <summary>The service unless configured.</summary>
    public const string DefaultServiceId = "default";

    /// <summary>The cluster. Default: <c>default</c>.</summary>
    public string ClusterId { get; set; } = DefaultClusterId;

    /// <summary>The service: what stored state belongs to. Default: <c>default</c>.</summary>
    public string ServiceId { get; set; } = DefaultServiceId;
}
