namespace Orrery.Core.Tests.DagFiles;

/// <summary>Files of the repository that tests hold against the code.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Every DAG file of the examples, by its path below <c>examples</c>.</summary>
    public static IReadOnlyList<(string Name, string Text)> Examples { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Root, "examples"), "*.yaml", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) != "bundle.yaml")
            .Order(StringComparer.Ordinal)
            .Select(f => (Path.GetRelativePath(Path.Combine(Root, "examples"), f), File.ReadAllText(f)))];

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Cluster.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' holds Cluster.sln.");
    }
}
