using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Docker;
using Orrery.Runtime.Docker.Api.Wire;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Linux;
using Orrery.Runtime.Processes;
using Orrery.Runtime.Tests.Support;

namespace Orrery.Runtime.Tests.Docker;

public sealed class ContainerPlanTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _root = Directory.CreateTempSubdirectory("orrery-plan-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Build_WhenNothingIsSaid_GivesTheLeastRights()
    {
        var made = Build(Spec());

        made.HostConfig.ShouldNotBeNull();
        made.HostConfig.CapDrop.ShouldBe(["ALL"]);
        made.HostConfig.CapAdd.ShouldBeNull();
        made.HostConfig.SecurityOpt.ShouldBe(["no-new-privileges"]);
        made.HostConfig.ReadonlyRootfs.ShouldBe(true);
        made.HostConfig.Init.ShouldBe(true);
        made.HostConfig.PidsLimit.ShouldBe(4096);
        made.HostConfig.NetworkMode.ShouldBe("bridge");
        made.HostConfig.Tmpfs!["/tmp"].ShouldContain("nosuid,nodev");
        made.NetworkDisabled.ShouldBeNull();
        made.User.ShouldBe(UserIdentity.Effective ?? "65534:65534");
        made.HostConfig.Mounts!.Select(m => (m.Target, m.ReadOnly)).ShouldBe([("/orrery/try", false), ("/orrery/work", false), ("/orrery/run", false)]);
    }

    [Fact]
    public void Build_WhenTheTryMayAsk_HasTheSocketAndNoTokenInItsSettings()
    {
        var spec = Spec() with { WorkingDirectory = _root, Code = new CodeLaunch { File = "a.dag", CallJson = "{}" } };
        var intent = new SpoolIntent { Spec = spec, BootId = "b", LaunchedAt = Start };
        var entry = DockerTry.Create(_root, intent, """{"socket":"s","token":"t0k3n"}""");

        var made = ContainerPlan.Build(entry, new ImageDetails { Id = "i" }, new DockerOptions(), new Dictionary<string, string>(), "/runs", "/data/api");

        made.HostConfig!.Mounts!.Single(m => m.Target == "/orrery/api").ShouldSatisfyAllConditions(m => m.ReadOnly.ShouldBe(true), m => m.Source.ShouldBe("/data/api"));
        made.Env!.ShouldContain("ORRERY_TASK_API=/orrery/try/task-api");
        System.Text.Json.JsonSerializer.Serialize(made).ShouldNotContain("t0k3n");
        File.ReadAllText(Path.Combine(entry.FilesPath, "task-api")).ShouldContain("t0k3n");
    }

    [Fact]
    public void Build_WhenTheTaskSaysMore_ItGoesBeforeTheHost()
    {
        var made = Build(
            Spec(new ContainerSpec
            {
                Image = "i", Network = "none", MemoryBytes = 64 << 20, Cpus = 0.5, Pids = 7, User = "1000", ReadOnlyRoot = false, Capabilities = ["NET_RAW"],
                Mounts = [new ContainerMount { Source = "/data", Target = "/d" }, new ContainerMount { Source = "vol", Target = "/v", ReadOnly = false }],
            }),
            new DockerOptions { Network = "bridge", MemoryBytes = 1 << 30, Cpus = 2, Pids = 9, User = "5" });

        var host = made.HostConfig.ShouldNotBeNull();
        (host.Memory, host.MemorySwap, host.NanoCpus, host.PidsLimit, host.ReadonlyRootfs).ShouldBe((64L << 20, 64L << 20, 500_000_000L, 7L, false));
        host.CapAdd.ShouldBe(["NET_RAW"]);
        (made.User, made.NetworkDisabled).ShouldBe(("1000", true));
        host.Mounts!.Skip(3).Select(m => (m.Type, m.Source, m.Target, m.ReadOnly)).ShouldBe([("bind", "/data", "/d", true), ("volume", "vol", "/v", false)]);
    }

    [Fact]
    public void Build_WhenTheImageHasAUser_ItIsKeptUnlessTheHostIsNobodySpecial()
    {
        Build(Spec(), imageUser: "app").User.ShouldBe(UserIdentity.Effective);
        Build(Spec(), imageUser: "0:0").User.ShouldBe(UserIdentity.Effective ?? "65534:65534");
        Build(Spec(new ContainerSpec { Image = "i", User = "image" })).User.ShouldBeNull();
    }

    [Fact]
    public void Build_WhenThereIsCode_ItIsMountedReadOnlyAndTheTaskStartsInIt()
    {
        var made = Build(Spec() with
        {
            WorkingDirectory = "/var/code/abc/team", Environment = new Dictionary<string, string> { ["ORRERY_BUNDLE_DIR"] = "/var/code/abc", ["A"] = "b" },
            Argv = [], Code = new CodeLaunch { File = "dag.py", CallJson = "{}" },
        });

        made.WorkingDir.ShouldBe("/orrery/code/team");
        made.Entrypoint.ShouldBe(["python3"]);
        made.Cmd.ShouldBe(["-m", "orrery._task_runner", "/orrery/code/team/dag.py", "/orrery/code"]);
        made.HostConfig!.Mounts!.ShouldContain(m => m.Source == "/var/code/abc" && m.Target == "/orrery/code" && m.ReadOnly == true);
        made.Env.ShouldNotBeNull();
        made.Env.ShouldContain("ORRERY_BUNDLE_DIR=/orrery/code");
        made.Env.ShouldContain("ORRERY_XCOM=/orrery/try/xcom");
        made.Env.ShouldContain("ORRERY_CALL=/orrery/try/call.json");
        made.Env.ShouldContain("PYTHONPATH=/orrery/sdk");
        made.Env.ShouldContain("A=b");
    }

    [Fact]
    public void Build_WhenNothingIsToRun_TheImageRunsItsOwn()
    {
        var made = Build(Spec() with { Argv = [] });

        (made.Entrypoint, made.Cmd).ShouldBe((null, null));
    }

    [Fact]
    public void Build_WhenAVariableIsNone_SaysWhichAndWhy() =>
        Should.Throw<LaunchException>(() => Build(Spec() with { Environment = new Dictionary<string, string> { ["A=B"] = "c" } })).Message.ShouldStartWith("The environment variable 'A=B' cannot be set");

    [Theory]
    [InlineData(0, false, TaskReportKind.Success, TaskFailureReason.ExitCode, 0, null)]
    [InlineData(99, false, TaskReportKind.Skipped, TaskFailureReason.ExitCode, 99, null)]
    [InlineData(3, false, TaskReportKind.Failed, TaskFailureReason.ExitCode, 3, null)]
    [InlineData(137, true, TaskReportKind.Failed, TaskFailureReason.OutOfMemory, null, 9)]
    [InlineData(137, false, TaskReportKind.Failed, TaskFailureReason.Signal, null, 9)]
    [InlineData(139, false, TaskReportKind.Failed, TaskFailureReason.Signal, null, 11)]
    [InlineData(1, true, TaskReportKind.Failed, TaskFailureReason.ExitCode, 1, null)]
    [InlineData(0, true, TaskReportKind.Success, TaskFailureReason.ExitCode, 0, null)]
    public void Outcome_WhenTheContainerEnded_SaysHow(int code, bool isOutOfMemory, TaskReportKind kind, TaskFailureReason reason, int? exitCode, int? signal)
    {
        var end = new ContainerEnd.Exited(new ContainerState { Status = "exited", ExitCode = code, StartedAt = Start, FinishedAt = Start.AddSeconds(2) }, isOutOfMemory);

        var report = DockerOutcome.Report(Entry(Spec()), end, null, Start.AddHours(1));

        (report.Kind, report.Reason, report.ExitCode, report.Signal).ShouldBe((kind, reason, exitCode, signal));
        (report.StartedAt, report.EndedAt).ShouldBe((Start, Start.AddSeconds(2)));
    }

    [Fact]
    public void Outcome_WhenItEndedBeforeItWasToBeStopped_KeepsItsOwnEnd()
    {
        var end = new ContainerEnd.Exited(new ContainerState { Status = "exited", ExitCode = 0, StartedAt = Start, FinishedAt = Start.AddSeconds(2) }, false);

        DockerOutcome.Report(Entry(Spec()), end, new SpoolStop { Cause = StopCause.UserRequest, At = Start.AddSeconds(3) }, Start).Kind.ShouldBe(TaskReportKind.Success);
        DockerOutcome.Report(Entry(Spec()), end, new SpoolStop { Cause = StopCause.UserRequest, At = Start.AddSeconds(1) }, Start).Reason.ShouldBe(TaskFailureReason.MarkedFailed);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(1, 1)]
    [InlineData(null, 3600)]
    public void Outcome_WhenTheEngineNotedTheEnd_ItIsTheTrysHoweverLateItIsAsked(int? finished, int expected)
    {
        var state = new ContainerState { Status = "exited", StartedAt = Start, FinishedAt = finished is { } after ? Start.AddSeconds(after) : default };

        DockerOutcome.Report(Entry(Spec()), new ContainerEnd.Exited(state, false), null, Start.AddHours(1)).EndedAt.ShouldBe(Start.AddSeconds(expected));
    }

    [Fact]
    public void Outcome_WhenTheMachineWasStartedAnew_IsLost()
    {
        var entry = Entry(Spec(), boot: "another");
        var end = new ContainerEnd.Exited(new ContainerState { Status = "exited", ExitCode = 255, StartedAt = Start, FinishedAt = Start }, false);

        DockerOutcome.Report(entry, end, null, Start).Reason.ShouldBe(TaskFailureReason.ProcessLost);
    }

    [Theory]
    [InlineData(127, "exec: \"nope\": not found", TaskFailureReason.CommandNotFound)]
    [InlineData(126, "permission denied", TaskFailureReason.CommandNotFound)]
    [InlineData(128, "network missing", TaskFailureReason.ContainerRefused)]
    public void Launcher_WhenTheStartFailed_SaysWhy(int code, string error, TaskFailureReason reason)
    {
        var failure = ContainerLauncher.OfState(new ContainerState { Status = "created", ExitCode = code, Error = error }, Spec()).ShouldNotBeNull();

        failure.Reason.ShouldBe(reason);
        failure.Message.ShouldEndWith($"The engine says: {error}");
    }

    [Fact]
    public void Launcher_WhenItWasNeverStarted_HasNoFailure() =>
        ContainerLauncher.OfState(new ContainerState { Status = "created" }, Spec()).ShouldBeNull();

    private static LaunchSpec Spec(ContainerSpec? container = null) => new()
    {
        Task = ProcessHost.Key(), LeaseId = ProcessHost.NewLease(), Engine = "docker", Argv = ["true"], Container = container ?? new ContainerSpec { Image = "i" },
    };

    private DockerTry Entry(LaunchSpec spec, string? boot = null) =>
        DockerTry.Create(_root, new SpoolIntent { Spec = spec, BootId = boot ?? ProcessIdentity.BootId, LaunchedAt = Start });

    private ContainerSettings Build(LaunchSpec spec, DockerOptions? options = null, string imageUser = "") => ContainerPlan.Build(
        Entry(spec), new ImageDetails { Id = "sha256:1", Config = new ImageConfigForm { User = imageUser } }, options ?? new DockerOptions(), new Dictionary<string, string>(), "/runs/r");
}
