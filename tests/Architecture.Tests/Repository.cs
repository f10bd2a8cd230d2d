namespace Orrery.Architecture.Tests;

/// <summary>A file of the repository.</summary>
/// <param name="Path">Its path below the root, with forward slashes.</param>
/// <param name="Text">Its text.</param>
public sealed record SourceFile(string Path, string Text)
{
    public IEnumerable<string> Lines => Text.Split('\n');
}

/// <summary>The repository these tests were built in.</summary>
public static class Repository
{
    // What a build, a run or a tool makes; .gitignore names the same.
    private static readonly HashSet<string> Generated =
        new(["artifacts", ".git", ".orrery", "bin", "obj", "node_modules", "_framework", "__pycache__", "results"], StringComparer.Ordinal);

    private static readonly HashSet<string> TextExtensions = new(
        [".cs", ".razor", ".js", ".mjs", ".py", ".css", ".md", ".csproj", ".props", ".targets", ".sln", ".json", ".yaml", ".yml", ".sql", ".sh", ".xml", ".config", ".txt", ".html", ".toml", ".editorconfig", ".gitignore", ""],
        StringComparer.OrdinalIgnoreCase);

    public static string Root { get; } = FindRoot();

    /// <summary>All text files.</summary>
    public static IReadOnlyList<SourceFile> Files { get; } = [.. Read(Root, "")];

    /// <summary>Text files below a folder with an extension.</summary>
    public static IEnumerable<SourceFile> Under(string folder, string extension) =>
        Files.Where(f => f.Path.StartsWith(folder + "/", StringComparison.Ordinal) && f.Path.EndsWith(extension, StringComparison.Ordinal));

    private static IEnumerable<SourceFile> Read(string folder, string prefix)
    {
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (TextExtensions.Contains(Path.GetExtension(path)) && new FileInfo(path).LinkTarget is null)
            {
                yield return new SourceFile(prefix + Path.GetFileName(path), File.ReadAllText(path));
            }
        }

        foreach (var path in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            if (!Generated.Contains(name))
            {
                foreach (var file in Read(path, $"{prefix}{name}/"))
                {
                    yield return file;
                }
            }
        }
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Cluster.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException($"No Cluster.sln above {AppContext.BaseDirectory}: run these tests from a build inside the repository.");
    }
}
