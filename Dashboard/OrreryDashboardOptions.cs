namespace Orrery.Dashboard;

/// <summary>How the dashboard behaves in its host.</summary>
public sealed class OrreryDashboardOptions
{
    /// <summary>Name of the section these options are read from.</summary>
    public const string SectionName = "Dashboard";

    /// <summary>Name of the installation, shown beside the product's.</summary>
    /// <value>Any text; default: empty, which shows nothing.</value>
    public string InstallationName { get; set; } = "";

    /// <summary>Whether the dashboard only shows, without any control that changes something.</summary>
    /// <value>Default: false.</value>
    public bool ReadOnly { get; set; }
}
