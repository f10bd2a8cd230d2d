using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Runtime.Bundles;
using Orrery.Runtime.Code;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Hosts;
using Orrery.Runtime.Tests.Support;
using static Orrery.Runtime.Tests.Support.FakeRuntimeGrain;

namespace Orrery.Runtime.Tests.Hosts;

public sealed class HostAgentTests : IAsyncLifetime
{
    private readonly FakeRuntimeGrain _grain = new();
    private readonly FakeEngine _engine = new();
    private readonly HostAgentOptions _options = new()
    {
        Name = "host", Capacity = 2, MaxBackoff = TimeSpan.FromMilliseconds(100), HeartbeatInterval = TimeSpan.FromMilliseconds(100),
    };

    private ICodeFolders? _code;
    private Func<Task> _stop = () => Task.CompletedTask;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _stop();

    [Fact]
    public async Task StartAsync_WhenTasksWereLeft_JoinsWithTheirLeasesAndCountsThem()
    {
        var left = new FakeTask(ProcessHost.Bash("left"));
        _engine.Left = [left];

        await StartAsync();

        var info = await NextAsync(_grain.Joins);
        info.Capacity.ShouldBe(2);
        info.Queues.ShouldBe(["default"]);
        info.Held.ShouldHaveSingleItem().LeaseId.ShouldBe(left.Spec.LeaseId);
        (await NextAsync(_grain.Rooms)).ShouldBe(1);
    }

    [Fact]
    public async Task StartAsync_WhenAnEngineMayHaveForgotten_SaysSoUntilItHasJoined()
    {
        _engine.MayHaveForgotten = true;
        await StartAsync();
        (await NextAsync(_grain.Joins)).MayHaveForgotten.ShouldBeTrue();

        // A task that cannot be launched ends the session; by the next join it is known what this boot has launched.
        _engine.IsFull = true;
        _grain.Offer(ProcessHost.Bash("1"));

        (await NextAsync(_grain.Joins)).MayHaveForgotten.ShouldBeFalse();
    }

    [Fact]
    public async Task StartAsync_WhenJoinOrdersAStop_ObeysIt()
    {
        var left = new FakeTask(ProcessHost.Bash("left"));
        _engine.Left = [left];
        _grain.OrdersAtJoin = [new HostCommand { StopLease = left.Spec.LeaseId, Reason = StopReason.LeaseLost }];

        await StartAsync();

        (await left.Stopped.Task.WaitAsync(ProcessHost.Limit)).ShouldBe(StopReason.LeaseLost);
    }

    [Fact]
    public async Task GetWork_WhenHostIsFull_IsNotAskedUntilATaskEnds()
    {
        _grain.Offer(ProcessHost.Bash("1"), ProcessHost.Bash("2"), ProcessHost.Bash("3"));
        await StartAsync();
        (await NextAsync(_grain.Rooms)).ShouldBe(2);
        var first = await NextAsync(_engine.Launched);
        _ = await NextAsync(_engine.Launched);
        _grain.Rooms.Reader.TryRead(out _).ShouldBeFalse();

        first.End();

        (await NextAsync(_grain.Rooms)).ShouldBe(1);
        (await NextAsync(_engine.Launched)).Spec.Script.ShouldBe("3");
    }

    [Fact]
    public async Task Report_WhenGrainFails_IsSentAgainUntilAcknowledgedAndOnlyThenReleased()
    {
        await StartAsync();
        _grain.Offer(ProcessHost.Bash("1"));
        var task = await NextAsync(_engine.Launched);
        _ = await NextAsync(_grain.Joins);
        _grain.Fails = call => call == nameof(IRuntimeGrain.ReportAsync);
        task.End();

        for (var attempt = 0; attempt < 3; attempt++)
        {
            (await NextAsync(_grain.Reports)).ShouldHaveSingleItem().LeaseId.ShouldBe(task.Spec.LeaseId);
            (await NextAsync(_grain.Joins)).Held.ShouldHaveSingleItem().LeaseId.ShouldBe(task.Spec.LeaseId);
        }

        task.Released.Task.IsCompleted.ShouldBeFalse();
        _grain.Fails = _ => false;
        await task.Released.Task.WaitAsync(ProcessHost.Limit);
    }

    [Fact]
    public async Task Launch_WhenHostIsNotReady_GivesTheLeaseBackAndReportsNothing()
    {
        await StartAsync();
        _ = await NextAsync(_grain.Joins);
        _engine.IsFull = true;
        _grain.Offer(ProcessHost.Bash("1"));

        (await NextAsync(_grain.Joins)).Held.ShouldBeEmpty();

        _engine.IsFull = false;
        _grain.Offer(ProcessHost.Bash("2"));
        var task = await NextAsync(_engine.Launched);
        task.Spec.Script.ShouldBe("2");
        task.End();
        (await NextAsync(_grain.Reports)).ShouldHaveSingleItem().LeaseId.ShouldBe(task.Spec.LeaseId);
    }

    [Fact]
    public async Task Report_WhenManyEnded_ComesInBatches()
    {
        _options.Capacity = 50;
        await StartAsync();
        _grain.Offer([.. Enumerable.Range(0, 50).Select(i => ProcessHost.Bash($"{i}"))]);
        var tasks = new List<FakeTask>();
        while (tasks.Count < 50)
        {
            tasks.Add(await NextAsync(_engine.Launched));
        }

        tasks.ForEach(t => t.End());

        var reported = new List<Guid>();
        while (reported.Count < 50)
        {
            reported.AddRange((await NextAsync(_grain.Reports)).Select(r => r.LeaseId));
        }

        reported.ShouldBe(tasks.Select(t => t.Spec.LeaseId), ignoreOrder: true);
    }

    [Fact]
    public async Task WatchCommands_WhenAStopComes_StopsThatTaskAlone()
    {
        await StartAsync();
        _grain.Offer(ProcessHost.Bash("1"), ProcessHost.Bash("2"));
        var first = await NextAsync(_engine.Launched);
        var second = await NextAsync(_engine.Launched);

        await _grain.OrderAsync([
            new HostCommand { StopLease = ProcessHost.NewLease(), Reason = StopReason.UserRequest },
            new HostCommand { StopLease = second.Spec.LeaseId, Reason = StopReason.RunTimeout }]);

        (await second.Stopped.Task.WaitAsync(ProcessHost.Limit)).ShouldBe(StopReason.RunTimeout);
        first.Stopped.Task.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task WatchCommands_WhenAStopComesDuringTheLaunch_StopsTheTaskOnceItRuns()
    {
        var gate = new TaskCompletionSource();
        _engine.Gate = gate.Task;
        await StartAsync();
        var spec = ProcessHost.Bash("1");
        _grain.Offer(spec);
        _ = await NextAsync(_grain.Rooms);
        (await NextAsync(_grain.Rooms)).ShouldBe(1);

        await _grain.OrderAsync([new HostCommand { StopLease = spec.LeaseId, Reason = StopReason.UserRequest }]);
        gate.SetResult();

        var task = await NextAsync(_engine.Launched);
        (await task.Stopped.Task.WaitAsync(ProcessHost.Limit)).ShouldBe(StopReason.UserRequest);
    }

    [Fact]
    public async Task GetWork_WhenALeaseComesTwice_LaunchesItOnce()
    {
        await StartAsync();
        var spec = ProcessHost.Bash("1");
        _grain.Offer(spec, spec, ProcessHost.Bash("2"));

        var launched = new[] { await NextAsync(_engine.Launched), await NextAsync(_engine.Launched) };

        launched.Select(t => t.Spec.Script).ShouldBe(["1", "2"], ignoreOrder: true);
    }

    [Fact]
    public async Task GetWork_WhenEngineIsUnknown_ReportsLaunchFailedAndNamesTheOthers()
    {
        await StartAsync();
        _grain.Offer(ProcessHost.Bash("1") with { Engine = "docker" });

        var report = (await NextAsync(_grain.Reports)).ShouldHaveSingleItem();

        report.Reason.ShouldBe(TaskFailureReason.LaunchFailed);
        report.Message.ShouldNotBeNull().ShouldContain("has no engine 'docker'; it has: process");
    }

    [Fact]
    public async Task Heartbeat_WhenItFails_JoinsAgainAndTasksRunOn()
    {
        await StartAsync();
        _grain.Offer(ProcessHost.Bash("1"));
        var task = await NextAsync(_engine.Launched);
        _ = await NextAsync(_grain.Joins);
        _grain.Fails = call => call == nameof(IRuntimeGrain.HeartbeatAsync);

        var info = await NextAsync(_grain.Joins);

        info.Held.ShouldHaveSingleItem().LeaseId.ShouldBe(task.Spec.LeaseId);
        task.Stopped.Task.IsCompleted.ShouldBeFalse();
        _grain.Fails = _ => false;
        task.End();
        await task.Released.Task.WaitAsync(ProcessHost.Limit);
    }

    [Fact]
    public async Task Heartbeat_EverySixthTime_NamesWhatIsHeldAndStopsWhatShouldNotBe()
    {
        await StartAsync();
        _grain.Offer(ProcessHost.Bash("1"));
        var task = await NextAsync(_engine.Launched);
        _grain.Differences = [new HostCommand { StopLease = task.Spec.LeaseId, Reason = StopReason.LeaseLost }];

        (await NextAsync(_grain.Reconciliations)).ShouldBe([task.Spec.LeaseId]);

        (await task.Stopped.Task.WaitAsync(ProcessHost.Limit)).ShouldBe(StopReason.LeaseLost);
        task.End();
        await task.Released.Task.WaitAsync(ProcessHost.Limit);
    }

    [Fact]
    public async Task StopAsync_WhenTasksRun_LeavesThemAndReportsWhatEnded()
    {
        await StartAsync();
        _grain.Offer(ProcessHost.Bash("1"), ProcessHost.Bash("2"));
        var running = await NextAsync(_engine.Launched);
        var ended = await NextAsync(_engine.Launched);
        ended.End();

        // Only an end the agent knows of is drained; one it has not heard of yet is in the spool, and the next start reports it.
        (await NextAsync(_grain.Reports)).ShouldHaveSingleItem().LeaseId.ShouldBe(ended.Spec.LeaseId);
        await StopAsync();

        running.Stopped.Task.IsCompleted.ShouldBeFalse();
        await ended.Released.Task.WaitAsync(ProcessHost.Limit);
    }

    [Fact]
    public async Task StopAsync_WhenToldToStopTasks_StopsThemAndReportsTheirEnds()
    {
        _options.StopTasksOnShutdown = true;
        await StartAsync();
        _grain.Offer(ProcessHost.Bash("1"));
        var task = await NextAsync(_engine.Launched);

        var stopped = StopAsync();
        (await task.Stopped.Task.WaitAsync(ProcessHost.Limit)).ShouldBe(StopReason.LeaseLost);
        task.End(TaskReportKind.Failed);
        await stopped;

        task.Released.Task.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task NoopEngine_WhenAgentUsesIt_ReportsSuccess()
    {
        await StartAsync(new NoopEngine(TimeProvider.System, "process"));
        _grain.Offer(ProcessHost.Bash("exit 1"));

        (await NextAsync(_grain.Reports)).ShouldHaveSingleItem().Kind.ShouldBe(TaskReportKind.Success);
    }

    [Fact]
    public void Validate_WhenEverythingIsWrong_NamesEveryKey()
    {
        var options = new HostAgentOptions
        {
            Name = "a b", Capacity = 0, HeartbeatInterval = TimeSpan.Zero, WorkWait = TimeSpan.Zero, MaxBackoff = TimeSpan.Zero, DrainTimeout = TimeSpan.FromDays(1),
        };
        options.Queues.Add("q/");

        var failures = new HostAgentOptionsValidator().Validate(null, options).Failures.ShouldNotBeNull().ToList();

        failures.Count.ShouldBe(7);
        foreach (var key in (string[])["Name", "Capacity", "Queues", "HeartbeatInterval", "WorkWait", "MaxBackoff", "DrainTimeout"])
        {
            failures.ShouldContain(f => f.StartsWith($"Host:{key}", StringComparison.Ordinal));
        }

        new HostAgentOptionsValidator().Validate(null, new HostAgentOptions { Name = "host" }).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task GetWork_WhenATaskRunsASnapshot_LaunchesItInItsFolder()
    {
        _code = new FakeCode();
        await StartAsync();

        _grain.Offer(ProcessHost.Bash("1") with { Snapshot = "abc", WorkingDirectory = "dags/etl" });

        var spec = (await NextAsync(_engine.Launched)).Spec;
        spec.WorkingDirectory.ShouldBe("/code/abc/dags/etl");
        spec.Environment["ORRERY_BUNDLE_DIR"].ShouldBe("/code/abc");
    }

    [Theory]
    [InlineData("missing", "dags", "no snapshot missing")]
    [InlineData("abc", "../..", "must be a folder of the bundle")]
    [InlineData("abc", "/etc", "must be a folder of the bundle")]
    public async Task GetWork_WhenTheCodeCannotBeHad_FailsTheTaskAndSaysWhy(string snapshot, string folder, string message)
    {
        _code = new FakeCode();
        await StartAsync();

        _grain.Offer(ProcessHost.Bash("1") with { Snapshot = snapshot, WorkingDirectory = folder });

        var report = (await NextAsync(_grain.Reports)).ShouldHaveSingleItem();
        report.Reason.ShouldBe(TaskFailureReason.LaunchFailed);
        report.Message.ShouldNotBeNull().ShouldContain(message);
    }

    private sealed class FakeCode : ICodeFolders
    {
        public Task<string> FolderAsync(string snapshot, CancellationToken cancellationToken = default) =>
            snapshot == "missing" ? throw new BundleException("There is no snapshot missing.") : Task.FromResult($"/code/{snapshot}");
    }

    private async Task StartAsync(IRuntimeEngine? engine = null)
    {
        var agent = new HostAgent(_grain, [engine ?? _engine], Options.Create(_options), _code, TimeProvider.System, NullLogger<HostAgent>.Instance);
        _stop = async () =>
        {
            await agent.StopAsync(CancellationToken.None).WaitAsync(ProcessHost.Limit);
            agent.Dispose();
        };
        await agent.StartAsync(CancellationToken.None);
    }

    private Task StopAsync()
    {
        var stop = _stop;
        _stop = () => Task.CompletedTask;
        return stop();
    }
}
