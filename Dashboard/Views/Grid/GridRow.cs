namespace Orrery.Dashboard.Views.Grid;

/// <summary>What a row of the grid stands for. The numbers are sent to browsers: never renumber.</summary>
public enum GridRowKind : byte
{
    /// <summary>A task.</summary>
    Task = 0,

    /// <summary>A group of tasks, followed by what is in it.</summary>
    Group = 1,

    /// <summary>The heading of tasks that are gone.</summary>
    Heading = 2,

    /// <summary>A task that is not in the current version.</summary>
    Gone = 3,
}

/// <summary>A row of the grid.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Id">Full id of the task or group; of a heading its text.</param>
/// <param name="Label">The id without that of the group around it.</param>
/// <param name="Depth">How many groups are around it.</param>
public sealed record GridRow(GridRowKind Kind, string Id, string Label, int Depth)
{
    /// <summary>Whether the row has cells of its own, and no rows in it.</summary>
    public bool IsTask => Kind is GridRowKind.Task or GridRowKind.Gone;
}
