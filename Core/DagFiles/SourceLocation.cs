namespace Orrery.Core.DagFiles;

/// <summary>A place in a DAG file.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in characters (UTF-16 units), from 1.</param>
public readonly record struct SourceLocation(int Line, int Column)
{
    /// <summary>The place as <c>line:column</c>.</summary>
    public override string ToString() => $"{Line}:{Column}";
}
