using System.Diagnostics;

namespace Orrery.Docker.Tests;

/// <summary><c>orrery run</c> as people run it: a process of its own, with a server in it, on the real engine.</summary>
[Collection(EngineTests.Name)]
public sealed class RunCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orrery-flows-");

    public RunCommandTests() => File.SetUnixFileMode(
        _folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Run_WithDocker_RunsTheTasksInContainersBesideTheFile()
    {
        await WriteAsync("word.txt", "from the folder");
        var (code, output) = await RunAsync(
            "flow.yaml",
            """
            dag_id: flow
            tasks:
              - task_id: first
                bash: "[ $PWD = /orrery/code ] && cat word.txt > $ORRERY_XCOM"
              - task_id: middle
                empty: true
                depends_on: first
              - task_id: last
                depends_on: middle
                bash: "[ \"{{ ti.xcom_pull('first') }}\" = 'from the folder' ] && [ ! -e /usr ] && id -u"
            """,
            "--docker",
            EngineFixture.Image);

        code.ShouldBe(0, output);
        output.ShouldContain("3 success");
    }

    [Fact]
    public async Task Run_WhenAContainerCannotStart_SaysWhyAndDoesNotTryAgain()
    {
        var (code, output) = await RunAsync(
            "flow.yaml",
            $$"""
            dag_id: flow
            tasks:
              - task_id: a
                retries: 3
                command: [no-such-command]
                docker_runtime: {image: {{EngineFixture.Image}}, pull: never}
            """);

        code.ShouldBe(1, output);
        output.ShouldContain("The command 'no-such-command' was not found in the image");
        output.ShouldNotContain("up_for_retry");
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(_folder.FullName, name), text);

    private async Task<(int Code, string Output)> RunAsync(string file, string text, params string[] arguments)
    {
        await WriteAsync(file, text);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "orrery.dll"), "run", file, .. arguments])
        {
            WorkingDirectory = _folder.FullName, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["ORRERY_DOCKER__NETWORK"] = "none";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(EngineHost.Limit);
        await process.WaitForExitAsync().WaitAsync(EngineHost.Limit);
        return (process.ExitCode, output + await error);
    }
}
