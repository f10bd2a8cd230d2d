namespace Orrery.Runtime.Loading;

/// <summary>How a DAG file that is a program is run.</summary>
public enum ProgramKind
{
    /// <summary>By the Python of the system: <c>*.py</c>.</summary>
    Python,

    /// <summary>By <c>dotnet run</c>: <c>*.cs</c>.</summary>
    CSharp,

    /// <summary>By itself: a file named <c>NAME.dag</c> or <c>NAME.dag.EXTENSION</c> that may be executed.</summary>
    Executable,
}

/// <summary>Tells kinds of programs by their names.</summary>
public static class ProgramKinds
{
    /// <summary>The kind of a file; null: it is no DAG file that is a program.</summary>
    /// <param name="path">Path of the file.</param>
    public static ProgramKind? Of(string path)
    {
        var name = Path.GetFileName(path);
        return name.EndsWith(".py", StringComparison.Ordinal) ? ProgramKind.Python
            : name.EndsWith(".cs", StringComparison.Ordinal) ? ProgramKind.CSharp
            : name.EndsWith(".dag", StringComparison.Ordinal) || IsDagWithExtension(name) ? ProgramKind.Executable
            : null;
    }

    // Scripts that tasks call may be executed too: only the name tells which of them define DAGs.
    private static bool IsDagWithExtension(string name) =>
        Path.GetFileNameWithoutExtension(name).EndsWith(".dag", StringComparison.Ordinal)
        && Path.GetExtension(name) is not (".yaml" or ".yml");
}
