using System.Diagnostics;
using Orrery.Runtime.Loading;

namespace Orrery.Runtime.Tests.Loading;

/// <summary>The suite of the Python SDK, which is Python.</summary>
public sealed class PythonSdkTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task UnitTests_OfTheSdk_Pass()
    {
        using var process = Process.Start(new ProcessStartInfo("python3", ["-m", "unittest", "discover", "-s", "tests", "-t", "."])
        {
            WorkingDirectory = Path.Combine(Root(), "sdk", "python"),
            UseShellExecute = false,
            RedirectStandardError = true,
            Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" },
        })!;
        var said = process.StandardError.ReadToEndAsync();

        await process.WaitForExitAsync().WaitAsync(Limit);

        process.ExitCode.ShouldBe(0, await said);
        (await said).ShouldContain("OK");
    }

    [Fact]
    public void Sdk_OfABuild_LiesBesideTheProgram() =>
        File.ReadAllText(Path.Combine(ProgramEnvironment.PythonSdk, "orrery", "__init__.py")).ShouldBe(File.ReadAllText(Path.Combine(Root(), "sdk", "python", "orrery", "__init__.py")));

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Cluster.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException("The tests run from a build inside the repository.");
    }
}
