using Orrery.Cli.Server;
using Orrery.Cli.Tests.Support;

namespace Orrery.Cli.Tests;

/// <summary><c>orrery run</c> and a second server on the real engine: that the seam fits.</summary>
public sealed class EngineTests : IDisposable
{
    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Run_OnTheRealEngine_RunsTheTasksInTheFilesFolder()
    {
        _world.Write("word.txt", "from the folder");
        _world.Write("ok.yaml", "dag_id: ok\ntasks:\n  - task_id: a\n    bash: cat word.txt > copy.txt\n  - task_id: b\n    depends_on: a\n    bash: echo -n \" $EXTRA\" >> copy.txt\n    env: {EXTRA: \"{{ params.extra }}\"}\nparams: {extra: none}\n");
        (await RealAsync("run", "ok.yaml", "--param", "extra=and more")).ShouldBe(ExitCodes.Success, _world.Out + _world.Error);
        File.ReadAllText(Path.Combine(_world.Folder, "copy.txt")).ShouldBe("from the folder and more");
        _world.Out.ShouldContain("2 success");
    }

    [Fact]
    public async Task Run_OnTheRealEngine_WhenATaskFails_ShowsWhatItSaidLast()
    {
        _world.Write("no.yaml", "dag_id: no\ntasks:\n  - task_id: a\n    bash: echo the reason >&2; exit 3\n");
        (await RealAsync("run", "no.yaml")).ShouldBe(ExitCodes.Failure);
        _world.Out.ShouldContain("  the reason\n");
        _world.Out.ShouldContain("exit code 3");
    }

    [Fact]
    public async Task Start_WhenAnotherServerHoldsTheFolder_ExitsWith2()
    {
        var settings = new ServerSettings { DataFolder = Path.Combine(_world.Folder, "data"), IsThrowAway = true, Holder = "the first" };
        await using var first = await new SiloStarter().StartAsync(settings, CancellationToken.None);
        (await RealAsync("up", "--data", "data", "--port", "0")).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldContain("in use by 'the first'");
    }

    private Task<int> RealAsync(params string[] args) =>
        OrreryCli.RunAsync(args, _world.Context with { Starter = new SiloStarter(), Clock = TimeProvider.System });
}
