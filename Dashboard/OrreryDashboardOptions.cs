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

    /// <summary>Where a form is posted to sign somebody out, relative to the dashboard's start page.</summary>
    /// <value>Default: empty; the host signs nobody in, and nobody out.</value>
    public string SignOutPath { get; set; } = "";
}
