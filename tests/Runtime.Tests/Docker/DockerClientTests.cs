using System.Text;
using System.Text.Json;
using Orrery.Runtime.Docker.Api;
using Orrery.Runtime.Docker.Api.Wire;

namespace Orrery.Runtime.Tests.Docker;

public sealed class DockerClientTests : IAsyncDisposable
{
    private readonly RecordedEngine _engine = new();

    private DockerClient Client => _engine.Client;

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Requests_WhenTheEngineIsNewer_SpeakTheVersionBothKnow()
    {
        await using var engine = new RecordedEngine("1.52");
        engine.Json("GET /v1.51/version", """{"Version":"29.0.0","ApiVersion":"1.52","MinAPIVersion":"1.44","Os":"linux","Arch":"amd64","Platform":{"Name":"x"}}""");

        var version = await engine.Client.VersionAsync();

        (version.Version, version.ApiVersion, version.MinApiVersion).ShouldBe(("29.0.0", "1.52", "1.44"));
    }

    [Fact]
    public async Task Requests_WhenTheVersionIsRefused_AskForItAnew()
    {
        _engine.Json("GET /v1.44/info", """{"message":"client version 1.44 is too new. Maximum supported API version is 1.41"}""", 400);
        var refused = await Should.ThrowAsync<DockerException>(() => Client.InfoAsync());

        // The engine was replaced by an older one under our feet.
        _engine.Answer("GET /_ping", "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 2\r\n\r\nOK");
        _engine.Json("GET /v1.41/info", """{"NCPU":2,"MemTotal":1024,"SecurityOptions":["name=seccomp,profile=default"]}""");
        var info = await Client.InfoAsync();

        refused.Kind.ShouldBe(DockerErrorKind.VersionRefused);
        info.Processors.ShouldBe(2);
        info.SecurityOptions.ShouldBe(["name=seccomp,profile=default"]);
    }

    [Fact]
    public async Task Create_WhenSettingsAreGiven_OnlyThoseAreSent()
    {
        _engine.Json("POST /v1.44/containers/create", """{"Id":"abc","Warnings":["no swap"]}""", 201);

        var made = await Client.CreateContainerAsync("orrery-1", new ContainerSettings { Image = "busybox", Cmd = ["a"], HostConfig = new HostSettings { Init = true, Memory = 5 } });

        made.Id.ShouldBe("abc");
        made.Warnings.ShouldBe(["no swap"]);
        var sent = _engine.Requests.ShouldHaveSingleItem();
        sent.Line.ShouldBe("POST /v1.44/containers/create?name=orrery-1 HTTP/1.1");
        sent.Headers["Content-Type"].ShouldBe("application/json");
        sent.Body.ShouldBe("""{"Image":"busybox","Cmd":["a"],"HostConfig":{"Memory":5,"Init":true}}""");
    }

    [Theory]
    [InlineData(404, "No such container: x", nameof(DockerErrorKind.NotFound))]
    [InlineData(409, "Conflict. The container name is in use", nameof(DockerErrorKind.Conflict))]
    [InlineData(400, "invalid mount config", nameof(DockerErrorKind.BadParameter))]
    [InlineData(403, "no", nameof(DockerErrorKind.Denied))]
    [InlineData(500, "it broke", nameof(DockerErrorKind.Failed))]
    [InlineData(503, "starting", nameof(DockerErrorKind.Unreachable))]
    [InlineData(500, "Get https://registry: unauthorized: incorrect username or password", nameof(DockerErrorKind.Denied))]
    public async Task Requests_WhenRefused_ThrowTheKindWithTheEnginesWords(int status, string said, string kind)
    {
        _engine.Json("DELETE /v1.44/containers/x?v=1&force=1", $$"""{"message":"{{said}}"}""", status);

        var error = await Should.ThrowAsync<DockerException>(() => Client.RemoveContainerAsync("x", force: true));

        error.Kind.ToString().ShouldBe(kind);
        error.Message.ShouldStartWith($"The Docker Engine could not remove the container 'x': {said}");
    }

    [Fact]
    public async Task Requests_WhenNothingListens_SayWhereAndWhatToDo()
    {
        using var client = new DockerClient(new DockerHttp(DockerEndpoint.Parse("unix:///nowhere/docker.sock", tls: false, "/"), TimeSpan.FromSeconds(30)));

        var error = await Should.ThrowAsync<DockerException>(() => client.VersionAsync());

        error.Kind.ShouldBe(DockerErrorKind.Unreachable);
        error.Message.ShouldBe("The Docker Engine at unix:///nowhere/docker.sock does not answer: there is no such socket. Start the engine, or correct DOCKER_HOST.");
        error.Message.ShouldEndWith("Start the engine, or correct DOCKER_HOST.");
    }

    [Fact]
    public async Task Requests_WhenTheAnswerIsCutOff_AreUnreachable()
    {
        _engine.Answer("GET /v1.44/containers/x/json", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"Id\":");

        (await Should.ThrowAsync<DockerException>(() => Client.InspectContainerAsync("x"))).Kind.ShouldBe(DockerErrorKind.Unreachable);
    }

    [Fact]
    public async Task Requests_WhenTheAnswerIsNoJson_AreMalformed()
    {
        _engine.Json("GET /v1.44/containers/x/json", "<html>");

        (await Should.ThrowAsync<DockerException>(() => Client.InspectContainerAsync("x"))).Kind.ShouldBe(DockerErrorKind.Malformed);
    }

    [Fact]
    public async Task Requests_WhenTheAnswerIsTooLarge_AreRefused()
    {
        _engine.Answer("GET /v1.44/containers/x/json", $"HTTP/1.1 200 OK\r\nContent-Length: {DockerHttp.MaxAnswer + 1}\r\n\r\n");

        (await Should.ThrowAsync<DockerException>(() => Client.InspectContainerAsync("x"))).Kind.ShouldBe(DockerErrorKind.TooLarge);
    }

    [Fact]
    public async Task Start_WhenItRunsAlready_IsNoError()
    {
        _engine.Answer("POST /v1.44/containers/x/start", "HTTP/1.1 304 Not Modified\r\n\r\n");

        await Client.StartContainerAsync("x");
    }

    [Fact]
    public async Task Inspect_WhenNewerFieldsAndOldTimes_ReadsWhatItKnows()
    {
        _engine.Json("GET /v1.44/containers/x/json", """
            {"Id":"x","Image":"sha256:1","State":{"Status":"exited","OOMKilled":true,"ExitCode":137,"Error":"","StartedAt":"2026-01-02T03:04:05.123456789Z","FinishedAt":"0001-01-01T00:00:00Z","Health":null},
             "Config":{"Tty":false,"Labels":{"a":"b"}},"ImageManifestDescriptor":{"size":1}}
            """);

        var container = await Client.InspectContainerAsync("x");

        container.State.OomKilled.ShouldBeTrue();
        container.State.IsRunning.ShouldBeFalse();
        container.State.StartedAt.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1_234_567));
        container.State.FinishedAt.ShouldBe(DateTimeOffset.MinValue);
    }

    [Fact]
    public async Task List_WhenLabelsAreGiven_AsksForAllOfThem()
    {
        _engine.Json("GET /v1.44/containers/json", """[{"Id":"x","Names":["/n"],"State":"running","Labels":null}]""");

        var found = await Client.ListContainersAsync(new Dictionary<string, string> { ["a"] = "b c" });

        found.ShouldHaveSingleItem().State.ShouldBe("running");
        Uri.UnescapeDataString(_engine.Requests[0].Line).ShouldBe("""GET /v1.44/containers/json?all=1&filters={"label":["a=b c"]} HTTP/1.1""");
    }

    [Fact]
    public async Task Pull_WhenItGoesWell_TellsEachStep()
    {
        _engine.Stream(
            "POST /v1.44/images/create?fromImage=127.0.0.1%3A5000%2Fa&tag=latest",
            "application/json",
            RecordedEngine.Bytes("{\"status\":\"Pulling from a\",\"id\":\"latest\"}\r\n{\"status\":\"Downloading\",\"progressDetail\":{\"cur"),
            RecordedEngine.Bytes("rent\":5,\"total\":10},\"id\":\"l1\"}\r\n\r\n{\"status\":\"Status: Downloaded\"}"));

        var steps = new List<ImageProgress>();
        await foreach (var step in Client.PullImageAsync("127.0.0.1:5000/a", new RegistryLogin { UserName = "me", Password = "p", ServerAddress = "127.0.0.1:5000" }))
        {
            steps.Add(step);
        }

        steps.Select(s => (s.Id, s.Status, s.Detail?.Current, s.Detail?.Total)).ShouldBe(
            [("latest", "Pulling from a", null, null), ("l1", "Downloading", 5, 10), (null, "Status: Downloaded", null, null)]);
        var login = Encoding.UTF8.GetString(Convert.FromBase64String(_engine.Requests[0].Headers["X-Registry-Auth"]));
        login.ShouldBe("""{"username":"me","password":"p","serveraddress":"127.0.0.1:5000"}""");
    }

    [Theory]
    [InlineData("pull access denied for a, repository does not exist or may require 'docker login'", nameof(DockerErrorKind.Denied))]
    [InlineData("manifest for a:latest not found: manifest unknown", nameof(DockerErrorKind.NotFound))]
    [InlineData("toomanyrequests: You have reached your pull rate limit. authentication required", nameof(DockerErrorKind.Failed))]
    [InlineData("dial tcp 127.0.0.1:5000: connect: connection refused", nameof(DockerErrorKind.Failed))]
    public async Task Pull_WhenItGoesWrongOnTheWay_ThrowsTheKind(string said, string kind)
    {
        var error = JsonSerializer.Serialize(said);
        _engine.Stream("POST /v1.44/images/create", "application/json", RecordedEngine.Bytes($"{{\"status\":\"Pulling\"}}\n{{\"errorDetail\":{{\"message\":{error}}},\"error\":{error}}}\n"));

        var thrown = await Should.ThrowAsync<DockerException>(async () =>
        {
            await foreach (var step in Client.PullImageAsync("a"))
            {
                step.Status.ShouldBe("Pulling");
            }
        });

        thrown.Kind.ToString().ShouldBe(kind);
    }

    [Fact]
    public async Task Events_WhenNewerForm_AreReadByTypeAndAction()
    {
        _engine.Stream(
            "GET /v1.44/events", "application/json", RecordedEngine.Bytes("{\"Type\":\"container\",\"Action\":\"oom\",\"Actor\":{\"ID\":\"c1\",\"Attributes\":{\"orrery.lease\":\"l\"}},\"scope\":\"local\",\"time\":1,\"timeNano\":1000}\n"));

        var seen = new List<EngineEvent>();
        await foreach (var happened in Client.WatchEventsAsync([("event", ["oom"])]))
        {
            seen.Add(happened);
        }

        var only = seen.ShouldHaveSingleItem();
        (only.Type, only.Action, only.Actor.Id, only.Actor.Attributes["orrery.lease"]).ShouldBe(("container", "oom", "c1", "l"));
    }

    [Fact]
    public async Task Events_WhenALineHasNoEnd_AreRefusedAndNotKept()
    {
        _engine.Stream("GET /v1.44/events", "application/json", [.. Enumerable.Repeat(new byte[64 << 10], (JsonLines.MaxLine >> 16) + 1)]);

        var error = await Should.ThrowAsync<DockerException>(async () => await Client.WatchEventsAsync([]).GetAsyncEnumerator().MoveNextAsync());

        error.Kind.ShouldBe(DockerErrorKind.TooLarge);
    }

    [Fact]
    public async Task Logs_WhenFramesAreCutAnywhere_ComeWhole()
    {
        byte[] all = [1, 0, 0, 0, 0, 0, 0, 6, .. "hello\n"u8, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 3, .. "bad"u8];
        _engine.Stream("GET /v1.44/containers/x/logs", "application/vnd.docker.multiplexed-stream", [.. all.Select(b => new[] { b })]);

        using var output = await Client.ReadLogsAsync("x", new LogRequest { Follow = true, Timestamps = true, SinceNanoseconds = 1_700_000_000_000_000_012 });
        var frames = await FramesAsync(output);

        frames.ShouldBe([(OutputKind.Output, "hello\n"), (OutputKind.Error, ""), (OutputKind.Error, "bad")]);
        _engine.Requests[0].Line.ShouldBe("GET /v1.44/containers/x/logs?stdout=1&stderr=1&follow=1&timestamps=1&since=1700000000.000000012 HTTP/1.1");
    }

    [Fact]
    public async Task Logs_WhenATerminal_ArePlain()
    {
        _engine.Stream("GET /v1.44/containers/x/logs", "application/vnd.docker.raw-stream", "plain \u0001"u8.ToArray());

        using var output = await Client.ReadLogsAsync("x", new LogRequest { IsTerminal = true });

        (await FramesAsync(output)).ShouldBe([(OutputKind.Output, "plain \u0001")]);
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 9, 65 }, nameof(DockerErrorKind.Unreachable))]
    [InlineData(new byte[] { 1, 0, 0 }, nameof(DockerErrorKind.Unreachable))]
    [InlineData(new byte[] { 1, 0, 0, 0, 255, 0, 0, 0 }, nameof(DockerErrorKind.Malformed))]
    [InlineData(new byte[] { 72, 84, 84, 80, 47, 49, 46, 49 }, nameof(DockerErrorKind.Malformed))]
    [InlineData(new byte[] { 3, 0, 0, 0, 0, 0, 0, 2, 110, 111 }, nameof(DockerErrorKind.Failed))]
    public async Task Logs_WhenNoOutput_ThrowTheKind(byte[] sent, string kind)
    {
        _engine.Stream("GET /v1.44/containers/x/logs", "application/vnd.docker.multiplexed-stream", sent);

        using var output = await Client.ReadLogsAsync("x", new LogRequest());

        (await Should.ThrowAsync<DockerException>(() => FramesAsync(output))).Kind.ToString().ShouldBe(kind);
    }

    [Fact]
    public async Task Attach_WhenUpgraded_SpeaksBothWays()
    {
        _engine.Answer(
            "POST /v1.44/containers/x/attach?stream=1&stdin=1&stdout=1&stderr=1",
            RecordedEngine.Bytes("HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.multiplexed-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"),
            [1, 0, 0, 0, 0, 0, 0, 2, .. "hi"u8]);

        using var attached = await Client.AttachContainerAsync("x");
        await attached.Input.WriteAsync("x\n"u8.ToArray());

        (await attached.Output.ReadAsync(default)).ShouldNotBeNull().Data.ToArray().ShouldBe("hi"u8.ToArray());
        _engine.Requests[0].Headers["Upgrade"].ShouldBe("tcp");
    }

    [Fact]
    public async Task Wait_WhenTheEngineDiesMeanwhile_IsUnreachable()
    {
        _engine.Stream("POST /v1.44/containers/x/wait?condition=not-running", "application/json");

        (await Should.ThrowAsync<DockerException>(() => Client.WaitContainerAsync("x"))).Kind.ShouldBe(DockerErrorKind.Unreachable);
    }

    [Fact]
    public async Task Build_WhenItEnds_TellsTheImage()
    {
        _engine.Stream("POST /v1.44/build?t=a%3A1&dockerfile=Dockerfile&rm=1&forcerm=1&labels=%7B%22k%22%3A%22v%22%7D", "application/json", RecordedEngine.Bytes("{\"stream\":\"Step 1/1\"}\n{\"aux\":{\"ID\":\"sha256:9\"}}\n"));

        var steps = new List<ImageProgress>();
        using var context = new MemoryStream([1, 2, 3]);
        await foreach (var step in Client.BuildImageAsync(context, new BuildRequest { Name = "a:1", Labels = new Dictionary<string, string> { ["k"] = "v" } }))
        {
            steps.Add(step);
        }

        steps[^1].Result.ShouldNotBeNull().Id.ShouldBe("sha256:9");
        _engine.Requests[0].Headers["Content-Type"].ShouldBe("application/x-tar");
    }

    private static async Task<List<(OutputKind Kind, string Text)>> FramesAsync(OutputReader output)
    {
        var frames = new List<(OutputKind, string)>();
        while (await output.ReadAsync(default) is { } frame)
        {
            frames.Add((frame.Kind, Encoding.UTF8.GetString(frame.Data.Span)));
        }

        return frames;
    }
}
