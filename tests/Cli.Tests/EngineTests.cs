using System.Diagnostics;
using Orrery.Cli.Tests.Support;

namespace Orrery.Cli.Tests;

/// <summary>The command as people run it: a process of its own with the real engine.</summary>
public sealed class EngineTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly World _world = new();
    private readonly List<Process> _processes = [];
    private string? _token;

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
        // The task says its process id through a pipe, so that nobody interrupts it before it runs.
        using var pipe = Process.Start("mkfifo", [Path.Combine(_world.Folder, "pipe")]);
        await pipe.WaitForExitAsync().WaitAsync(Limit);
        _world.Write("slow.yaml", "dag_id: slow\ntasks:\n  - task_id: a\n    bash: echo $$ > pipe; exec tail -f /dev/null\n");
        var reader = Start("cat", "pipe");
        var process = Orrery("run", "slow.yaml");
        var pid = await reader.StandardOutput.ReadLineAsync().WaitAsync(Limit);
        Directory.Exists($"/proc/{pid}").ShouldBeTrue();
        Signal(process, "INT");
        await process.WaitForExitAsync().WaitAsync(Limit);
        process.ExitCode.ShouldBe(ExitCodes.Interrupted);
        Directory.Exists($"/proc/{pid}").ShouldBeFalse("the task outlived its run");
    }

    [Fact]
    public async Task Up_WhenAnotherServerHoldsTheFolder_ExitsWith2()
    {
        _world.Write("dags/a.yaml", ValidateTests.Good);
        var first = Orrery("up", "--bundle", "dags", "--port", "0");
        (await first.StandardOutput.ReadLineAsync().WaitAsync(Limit)).ShouldNotBeNull().ShouldContain("is up at http://127.0.0.1:");
        var (code, output, error) = await OrreryAsync("up", "--bundle", "dags", "--port", "0");
        code.ShouldBe(ExitCodes.BadInput);
        output.ShouldBeEmpty();
        error.ShouldContain("in use by 'orrery up'");
        (await OrreryAsync("dags")).Output.ShouldContain("good");
        Signal(first, "TERM");
        await first.WaitForExitAsync().WaitAsync(Limit);
        first.ExitCode.ShouldBe(ExitCodes.Success);
    }

    [Fact]
    public async Task Deploy_WithATokenOfItsBundle_IsLiveWhenItAnswersAndMayDoNothingElse()
    {
        Directory.CreateDirectory(Path.Combine(_world.Folder, "none"));
        _world.Write("reports/a.yaml", "dag_id: a\ntasks: [{task_id: a, bash: \"true\"}]\n");
        var server = Orrery("up", "--bundle", "none", "--port", "0", "--no-dashboard");
        (await server.StandardOutput.ReadLineAsync().WaitAsync(Limit)).ShouldNotBeNull().ShouldContain("is up at http://127.0.0.1:");
        var (made, token, said) = await OrreryAsync("token", "create", "ci", "--role", "deploy", "--bundle", "reports");
        made.ShouldBe(ExitCodes.Success, said);

        _token = token.Trim();
        var (deployed, output, error) = await OrreryAsync("deploy", "reports");
        deployed.ShouldBe(ExitCodes.Success, output + error);
        output.ShouldContain("a version 1");
        (await OrreryAsync("deploy", "reports", "--bundle", "other")).ExitCode.ShouldBe(ExitCodes.Failure);
        (await OrreryAsync("dags")).Error.ShouldContain("role 'viewer'");
        _world.Write("reports/b.yaml", "dag_id: b\ntasks: 7\n");
        (await OrreryAsync("deploy", "reports")).ExitCode.ShouldBe(ExitCodes.BadInput);

        _token = null;
        (await OrreryAsync("dags")).Output.ShouldContain("a ");
        (await OrreryAsync("bundle", "list")).Output.ShouldContain("archive");
        Signal(server, "TERM");
        await server.WaitForExitAsync().WaitAsync(Limit);
    }

    private async Task<(int ExitCode, string Output, string Error)> OrreryAsync(params string[] args)
    {
        var process = Orrery(args);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Limit);
        return (process.ExitCode, await output, await error);
    }

    private static void Signal(Process process, string signal) => Process.Start("kill", [$"-{signal}", $"{process.Id}"]).Dispose();

    private Process Orrery(params string[] args) => Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "orrery.dll"), .. args]);

    private Process Start(string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = _world.Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("ORRERY_SERVER");
        start.Environment["ORRERY_TOKEN"] = _token ?? "";
        var process = Process.Start(start)!;
        _processes.Add(process);
        return process;
    }
}
