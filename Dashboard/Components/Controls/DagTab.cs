namespace Orrery.Dashboard.Components.Controls;

/// <summary>The pages about a DAG.</summary>
public enum DagTab
{
    /// <summary>Runs beside each other, a cell for each task.</summary>
    Grid,

    /// <summary>The list of runs.</summary>
    Runs,

    /// <summary>Releases, and what differs between them.</summary>
    Versions,
}
