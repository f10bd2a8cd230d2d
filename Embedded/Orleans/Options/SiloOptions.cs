namespace Orleans.Configuration;

/// <summary>What a host is called.</summary>
public class SiloOptions
{
    /// <summary>The host's name. Default: the machine's.</summary>
    public string SiloName { get; set; } = Environment.MachineName;
}
