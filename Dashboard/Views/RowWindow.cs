namespace Orrery.Dashboard.Views;

/// <summary>Which rows of a long list are drawn: those in view and some before and after, with empty space for the rest.</summary>
/// <param name="First">Index of the first row drawn.</param>
/// <param name="Count">Number of rows drawn.</param>
/// <param name="Total">Number of rows there are.</param>
/// <param name="RowHeight">Height of every row, in CSS pixels.</param>
public readonly record struct RowWindow(int First, int Count, int Total, int RowHeight)
{
    /// <summary>Height of the space before the rows, in CSS pixels.</summary>
    public long Before => (long)First * RowHeight;

    /// <summary>Height of the space after the rows, in CSS pixels.</summary>
    public long After => (long)(Total - First - Count) * RowHeight;

    /// <summary>Height of the whole list, in CSS pixels.</summary>
    public long Height => (long)Total * RowHeight;

    /// <summary>The window around what a viewer sees.</summary>
    /// <param name="firstVisible">Index of the first row in view; may lie outside the list, as when rows went away.</param>
    /// <param name="visible">Rows that fit into the view.</param>
    /// <param name="overscan">Rows drawn beyond the view on either side.</param>
    /// <param name="total">Number of rows there are.</param>
    /// <param name="rowHeight">Height of every row, in CSS pixels.</param>
    public static RowWindow Around(int firstVisible, int visible, int overscan, int total, int rowHeight)
    {
        var first = Math.Clamp(firstVisible, 0, Math.Max(0, total - visible));
        var from = Math.Max(0, first - overscan);
        var to = Math.Min(total, first + visible + overscan);
        return new RowWindow(from, Math.Max(0, to - from), total, rowHeight);
    }
}
