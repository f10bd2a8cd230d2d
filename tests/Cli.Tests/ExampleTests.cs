using System.Diagnostics;

namespace Orrery.Cli.Tests;

/// <summary>Every example, run as the README says, to the end it promises.</summary>
public sealed class ExampleTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Examples =>
    [
        .. new[] { "*.yaml", "*.py", "*.cs" }
            .SelectMany(p => Directory.EnumerateFiles(Path.Combine(Root, "examples"), p, SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(Root, f))

            // A bundle and its parser, which no DAG file is; tests of the grains read it.
            .Where(f => !f.StartsWith("examples/dbt/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Run_OfAnExample_SucceedsAndSaysNothingOfTrouble(string file)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "orrery.dll"), "run", file])
        {
            WorkingDirectory = Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Limit);

        process.ExitCode.ShouldBe(ExitCodes.Success, await output + await error);
        (await output).TrimEnd().Split('\n')[^1].ShouldContain(": success in ");
        (await error).ShouldBeEmpty();
    }

    [Fact]
    public void Examples_AreWhatTheReadmeNames()
    {
        Examples.Count.ShouldBeGreaterThan(10);
        File.ReadAllText(Path.Combine(Root, "README.md")).ShouldContain("./orrery run examples/weather/weather.yaml");
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Cluster.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException("The tests run from a build inside the repository.");
    }
}
