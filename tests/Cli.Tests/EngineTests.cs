using System.Diagnostics;
using Orrery.Cli.Tests.Support;

namespace Orrery.Cli.Tests;

/// <summary>The command as people run it: a process of its own with the real engine.</summary>
public sealed class EngineTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly World _world = new();
    private readonly List<Process> _processes = [];

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            // Only after a failed test.
            process.Kill(entireProcessTree: true);
            process.Dispose();
        }

        _world.Dispose();
    }

    [Fact]
    public async Task Run_RunsTheTasksInTheFilesFolder()
    {
        _world.Write("word.txt", "from the folder");
        _world.Write("ok.yaml", "dag_id: ok\nparams: {extra: none}\ntasks:\n  - task_id: a\n    bash: cat word.txt > copy.txt\n  - task_id: b\n    depends_on: a\n    bash: echo -n \" $EXTRA\" >> copy.txt\n    env: {EXTRA: \"{{ params.extra }}\"}\n");
        var (code, output, error) = await OrreryAsync("run", "ok.yaml", "--param", "extra=and more");
        code.ShouldBe(ExitCodes.Success, output + error);
        File.ReadAllText(Path.Combine(_world.Folder, "copy.txt")).ShouldBe("from the folder and more");
        output.ShouldContain("2 success");
        error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_WhenATaskFails_ShowsWhatItSaidLastAndExitsWith1()
    {
        _world.Write("no.yaml", "dag_id: no\ntasks:\n  - task_id: a\n    bash: echo the reason >&2; exit 3\n");
        var (code, output, _) = await OrreryAsync("run", "no.yaml");
        code.ShouldBe(ExitCodes.Failure);
        output.ShouldContain("  the reason\n");
        output.ShouldContain("exit code 3");
    }

    [Fact]
    public async Task Run_WhenInterrupted_StopsItsTasksAndExitsWith130()
    {
        _world.Write("slow.yaml", "dag_id: slow\ntasks:\n  - task_id: a\n    bash: echo $$ > pid; echo started; exec tail -f /dev/null\n");
        var process = Start("run", "slow.yaml");
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Limit);
        line.ShouldNotBeNull().ShouldEndWith("a  running");
        Process.Start("kill", ["-INT", $"{process.Id}"]).Dispose();
        await process.WaitForExitAsync().WaitAsync(Limit);
        process.ExitCode.ShouldBe(ExitCodes.Interrupted);
        var pid = Path.Combine(_world.Folder, "pid");
        if (File.Exists(pid))
        {
            Directory.Exists($"/proc/{File.ReadAllText(pid).Trim()}").ShouldBeFalse("the task outlived its run");
        }
    }

    [Fact]
    public async Task Up_WhenAnotherServerHoldsTheFolder_ExitsWith2()
    {
        _world.Write("dags/a.yaml", ValidateTests.Good);
        var first = Start("up", "--bundle", "dags", "--port", "0");
        (await first.StandardOutput.ReadLineAsync().WaitAsync(Limit)).ShouldNotBeNull().ShouldContain("is up at http://127.0.0.1:");
        var (code, output, error) = await OrreryAsync("up", "--bundle", "dags", "--port", "0");
        code.ShouldBe(ExitCodes.BadInput);
        output.ShouldBeEmpty();
        error.ShouldContain("in use by 'orrery up'");
        (await OrreryAsync("dags")).Output.ShouldContain("good");
        Process.Start("kill", ["-TERM", $"{first.Id}"]).Dispose();
        await first.WaitForExitAsync().WaitAsync(Limit);
        first.ExitCode.ShouldBe(ExitCodes.Success);
    }

    private async Task<(int ExitCode, string Output, string Error)> OrreryAsync(params string[] args)
    {
        var process = Start(args);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Limit);
        return (process.ExitCode, await output, await error);
    }

    private Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "orrery.dll"), .. args])
        {
            WorkingDirectory = _world.Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("ORRERY_SERVER");
        var process = Process.Start(start)!;
        _processes.Add(process);
        return process;
    }
}
