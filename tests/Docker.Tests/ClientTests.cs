using System.Formats.Tar;
using System.Text;
using Orrery.Runtime.Docker.Api;
using Orrery.Runtime.Docker.Api.Wire;

namespace Orrery.Docker.Tests;

/// <summary>The client on a real engine.</summary>
[Collection(EngineTests.Name)]
public sealed class ClientTests(EngineFixture fixture) : IAsyncLifetime
{
    private readonly string _label = Guid.CreateVersion7().ToString("N");

    private IDockerEngine Engine => fixture.Engine;

    private IReadOnlyDictionary<string, string> Labels => new Dictionary<string, string> { ["orrery.test"] = _label };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var container in await Engine.ListContainersAsync(Labels))
        {
            await Engine.RemoveContainerAsync(container.Id, force: true);
        }
    }

    [Fact]
    public async Task Version_WhenAsked_IsOneThatIsSpoken()
    {
        var version = await Engine.VersionAsync();

        ApiVersion.TryParse(version.ApiVersion, out var newest).ShouldBeTrue();
        newest.IsBefore(ApiVersion.Oldest).ShouldBeFalse();
        (await Engine.InfoAsync()).Processors.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Container_WhenRun_GivesOutputExitCodeAndLabels()
    {
        var id = await CreateAsync("sh", "-c", "echo out; echo err >&2; exit 7");
        await Engine.StartContainerAsync(id);
        await Engine.StartContainerAsync(id);

        (await Engine.WaitContainerAsync(id)).StatusCode.ShouldBe(7);
        var frames = await OutputAsync(id, new LogRequest());
        frames.ShouldContain((OutputKind.Output, "out\n"));
        frames.ShouldContain((OutputKind.Error, "err\n"));
        var details = await Engine.InspectContainerAsync(id);
        (details.State.Status, details.State.ExitCode, details.Config.Labels!["orrery.test"]).ShouldBe(("exited", 7, _label));

        // The engine stamps the start after the fact: of a container that ends at once it may be the later one.
        details.State.StartedAt.ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        details.State.FinishedAt.ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        (await Engine.ListContainersAsync(Labels)).ShouldHaveSingleItem().Id.ShouldBe(id);
        await Engine.RemoveContainerAsync(id, force: false);
        (await Should.ThrowAsync<DockerException>(() => Engine.InspectContainerAsync(id))).Kind.ShouldBe(DockerErrorKind.NotFound);
    }

    [Fact]
    public async Task Logs_WhenFollowed_EndWithTheContainerAndCanGoOnFromATime()
    {
        var id = await CreateAsync("sh", "-c", "echo one; usleep 20000; echo two");
        await Engine.StartContainerAsync(id);

        var all = await OutputAsync(id, new LogRequest { Follow = true, Timestamps = true });
        all.Count.ShouldBe(2);
        var second = Encoding.UTF8.GetBytes(all[1].Text).AsMemory();
        var since = Time(second.Span);
        (await OutputAsync(id, new LogRequest { Timestamps = true, SinceNanoseconds = since })).ShouldBe([all[1]]);
        (await OutputAsync(id, new LogRequest { Timestamps = true, SinceNanoseconds = since + 1 })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Logs_WhenALineIsLong_ItsPiecesShareATime()
    {
        var id = await CreateAsync("sh", "-c", "head -c 40000 /dev/zero | tr '\\0' x; echo");
        await Engine.StartContainerAsync(id);
        _ = await Engine.WaitContainerAsync(id);

        var frames = await OutputAsync(id, new LogRequest { Timestamps = true });

        frames.Count.ShouldBeGreaterThan(1);
        frames.Select(f => Time(Encoding.UTF8.GetBytes(f.Text))).Distinct().Count().ShouldBe(1);
        frames.Sum(f => f.Text.IndexOf(' ') is var space ? f.Text.Length - space - 1 : 0).ShouldBe(40_001);
    }

    [Fact]
    public async Task Create_WhenTheNameIsTaken_IsAConflict()
    {
        var settings = Settings("true");
        var name = $"orrery-test-{_label}";
        _ = await Engine.CreateContainerAsync(name, settings);

        (await Should.ThrowAsync<DockerException>(() => Engine.CreateContainerAsync(name, settings))).Kind.ShouldBe(DockerErrorKind.Conflict);
    }

    [Fact]
    public async Task Stop_WhenTheContainerDoesNotListen_KillsItAfterTheGrace()
    {
        var id = await CreateAsync("sh", "-c", "trap : TERM; while true; do sleep 1; done");
        await Engine.StartContainerAsync(id);

        await Engine.StopContainerAsync(id, TimeSpan.Zero);

        (await Engine.WaitContainerAsync(id)).StatusCode.ShouldBe(137);
        await Engine.StopContainerAsync(id, TimeSpan.Zero);
    }

    [Fact]
    public async Task Attach_WhenItHasAnInput_AnswersLineByLine()
    {
        var made = await Engine.CreateContainerAsync(Name(), Settings("sh", "-c", "while read -r l; do echo got $l; done") with { OpenStdin = true });
        using var attached = await Engine.AttachContainerAsync(made.Id);
        await Engine.StartContainerAsync(made.Id);

        await attached.Input.WriteAsync("one\n"u8.ToArray());

        Text((await attached.Output.ReadAsync(default)).ShouldNotBeNull()).ShouldBe("got one\n");
    }

    [Fact]
    public async Task PutArchive_WhenTheContainerDoesNotRunYet_ItFindsTheFiles()
    {
        var id = await CreateAsync("cat", "/etc/greeting");
        using var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            using var content = new MemoryStream("hello"u8.ToArray());
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, "greeting") { DataStream = content });
        }

        archive.Position = 0;
        await Engine.PutArchiveAsync(id, "/etc", archive);
        await Engine.StartContainerAsync(id);
        _ = await Engine.WaitContainerAsync(id);

        (await OutputAsync(id, new LogRequest())).ShouldBe([(OutputKind.Output, "hello")]);
    }

    [Fact]
    public async Task Images_WhenTaggedAndRemoved_AreListedByTheirNames()
    {
        const string Further = "orrery.test/further:2";
        await Engine.TagImageAsync(EngineFixture.Image, Further);

        (await Engine.ListImagesAsync()).ShouldContain(i => i.RepoTags != null && i.RepoTags.Contains(Further));
        (await Engine.InspectImageAsync(Further)).Id.ShouldBe((await Engine.InspectImageAsync(EngineFixture.Image)).Id);
        await Engine.RemoveImageAsync(Further);
        (await Should.ThrowAsync<DockerException>(() => Engine.InspectImageAsync(Further))).Kind.ShouldBe(DockerErrorKind.NotFound);
    }

    [Fact]
    public async Task Build_WhenTheContextIsATar_GivesAnImageWithLabels()
    {
        const string Name = "orrery.test/built:1";
        using var context = new MemoryStream();
        using (var tar = new TarWriter(context, TarEntryFormat.Ustar, leaveOpen: true))
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes($"FROM {EngineFixture.Image}\nLABEL own=yes\n"));
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, "Dockerfile") { DataStream = content });
        }

        context.Position = 0;
        string? id = null;
        await foreach (var step in Engine.BuildImageAsync(context, new BuildRequest { Name = Name, Labels = new Dictionary<string, string> { ["orrery.test"] = "built" } }))
        {
            id = step.Result?.Id ?? id;
        }

        var image = await Engine.InspectImageAsync(Name);
        image.Id.ShouldBe(id);
        image.Config.ShouldNotBeNull().Labels.ShouldNotBeNull().ShouldBe(new Dictionary<string, string> { ["orrery.test"] = "built", ["own"] = "yes" }, ignoreOrder: true);
        await Engine.RemoveImageAsync(Name);
    }

    [Fact]
    public async Task Pull_WhenTheRegistryDoesNotAnswer_FailsWithoutSayingThatTheEngineDoes()
    {
        var error = await Should.ThrowAsync<DockerException>(async () =>
        {
            await foreach (var step in Engine.PullImageAsync("127.0.0.1:1/nothing:1"))
            {
                step.Error.ShouldBeNull();
            }
        });

        error.Kind.ShouldBe(DockerErrorKind.Failed);
    }

    [Fact]
    public async Task Events_WhenAContainerEnds_TellOfIt()
    {
        var id = await CreateAsync("sleep", "60");
        await Engine.StartContainerAsync(id);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var events = Engine.WatchEventsAsync([("container", [id]), ("event", ["die"])], limit.Token).GetAsyncEnumerator(limit.Token);
        var next = events.MoveNextAsync();

        // The watch begins when the engine has the request, of which it gives no sign: each further end is another chance.
        while (!next.IsCompleted)
        {
            await Engine.StopContainerAsync(id, TimeSpan.Zero);
            await Engine.StartContainerAsync(id);
        }

        (await next).ShouldBeTrue();
        (events.Current.Actor.Id, events.Current.Action).ShouldBe((id, "die"));
        await events.DisposeAsync();
    }

    private static long Time(ReadOnlySpan<byte> entry) =>
        Orrery.Runtime.Docker.LogEntryTime.TryTake(ref entry, out var time) ? time : throw new InvalidOperationException("A piece without a time.");

    private static string Text(OutputFrame frame) => Encoding.UTF8.GetString(frame.Data.Span);

    private async Task<List<(OutputKind Kind, string Text)>> OutputAsync(string id, LogRequest request)
    {
        using var output = await Engine.ReadLogsAsync(id, request);
        var frames = new List<(OutputKind, string)>();
        while (await output.ReadAsync(default) is { } frame)
        {
            frames.Add((frame.Kind, Text(frame)));
        }

        return frames;
    }

    private async Task<string> CreateAsync(params string[] argv) => (await Engine.CreateContainerAsync(Name(), Settings(argv))).Id;

    private static string Name() => $"orrery-test-{Guid.CreateVersion7():N}";

    private ContainerSettings Settings(params string[] argv) => new()
    {
        Image = EngineFixture.Image, Cmd = argv, Labels = Labels, NetworkDisabled = true, HostConfig = new HostSettings { Init = true },
    };
}
