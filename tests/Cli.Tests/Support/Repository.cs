namespace Orrery.Cli.Tests;

/// <summary>The checkout the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cluster.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"'{AppContext.BaseDirectory}' is not below a checkout.");
        }

        return folder.FullName;
    }
}
