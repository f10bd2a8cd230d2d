namespace Orrery.Cli.Tests.Deploy;

/// <summary>The repository these tests were built in.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    /// <summary>What a publish would hand to the install script: the command as it was built beside these tests.</summary>
    public static string Published { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Orrery.Cli", "Release"));

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>All scripts of <c>deploy/</c>, by their first line.</summary>
    public static IEnumerable<string> Scripts => Directory.EnumerateFiles(PathOf("deploy"), "*", SearchOption.AllDirectories)
        .Where(f => File.ReadLines(f).FirstOrDefault()?.StartsWith("#!", StringComparison.Ordinal) == true)
        .Select(f => Path.GetRelativePath(Root, f))
        .Order(StringComparer.Ordinal);

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Cluster.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException("No Cluster.sln above the tests.");
    }
}
