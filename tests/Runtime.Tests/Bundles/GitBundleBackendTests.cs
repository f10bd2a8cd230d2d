using System.Net;
using System.Net.Sockets;
using System.Text;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Runtime.Bundles;
using Orrery.Runtime.Bundles.Archives;
using Orrery.Runtime.Bundles.Git;

namespace Orrery.Runtime.Tests.Bundles;

public sealed class GitBundleBackendTests : IDisposable
{
    private readonly string _outer = Directory.CreateTempSubdirectory("orrery-git-").FullName;
    private readonly GitRepository _repository;

    public GitBundleBackendTests() => _repository = new GitRepository(Path.Combine(_outer, "origin"));

    public void Dispose() => Directory.Delete(_outer, recursive: true);

    [Fact]
    public async Task ListAsync_WhenNothingWasFetched_FetchesTheMainBranch()
    {
        _repository.Write("dags/etl.yaml", "dag_id: etl");
        _repository.Write("run.sh", "#!/bin/sh");
        File.SetUnixFileMode(Path.Combine(_repository.Folder, "run.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var commit = _repository.Commit();
        var backend = Backend();

        (await backend.ListAsync()).Select(f => (f.Path, f.Size, f.IsExecutable)).ShouldBe([("dags/etl.yaml", 11L, false), ("run.sh", 9L, true)]);

        backend.SourceReference.ShouldBe(commit);
        (await TextAsync(backend, "dags/etl.yaml")).ShouldBe("dag_id: etl");
    }

    [Fact]
    public async Task FetchAsync_WhenTheBranchMoves_ListsWhatIsNewAndKeepsTheIdsOfTheRest()
    {
        _repository.Write("a", "1");
        _repository.Write("b", "1");
        _repository.Commit();
        var backend = Backend();
        var before = await backend.ListAsync();
        _repository.Write("b", "2");
        var second = _repository.Commit();

        (await backend.ListAsync()).ShouldBe(before); // Until it is asked to fetch.
        await backend.FetchAsync();

        var after = await backend.ListAsync();
        backend.SourceReference.ShouldBe(second);
        after.Select(f => f.Path).ShouldBe(["a", "b"]);
        after[0].ContentId.ShouldBe(before[0].ContentId);
        after[1].ContentId.ShouldNotBe(before[1].ContentId);
        (await TextAsync(backend, "b")).ShouldBe("2");
    }

    [Fact]
    public async Task FetchAsync_WhenHistoryIsRewritten_FollowsIt()
    {
        _repository.Write("a", "1");
        _repository.Commit();
        var backend = Backend();
        await backend.FetchAsync();
        _repository.Write("a", "2");
        _repository.Git("commit", "--quiet", "--all", "--amend", "--message", "other");

        await backend.FetchAsync();

        (await TextAsync(backend, "a")).ShouldBe("2");
    }

    [Theory]
    [InlineData("branch")]
    [InlineData("tag")]
    [InlineData("annotated")]
    [InlineData("commit")]
    [InlineData("short")]
    public async Task FetchAsync_OfAnyRef_ListsItsFiles(string kind)
    {
        _repository.Write("a", "wanted");
        var commit = _repository.Commit();
        _repository.Git("branch", "release/1.x");
        _repository.Git("tag", "v1");
        _repository.Git("tag", "--annotate", "v1-signed", "--message", "v1");
        _repository.Write("a", "newer");
        _repository.Commit();
        var backend = Backend(kind switch { "branch" => "release/1.x", "tag" => "v1", "annotated" => "v1-signed", "commit" => commit, _ => commit[..10] });

        await backend.FetchAsync();

        backend.SourceReference.ShouldBe(commit);
        (await TextAsync(backend, "a")).ShouldBe("wanted");
    }

    [Fact]
    public async Task ListAsync_WhenASubdirectoryIsNamed_ListsWhatIsInIt()
    {
        _repository.Write("dags/etl.yaml", "x");
        _repository.Write("README.md", "x");
        _repository.Commit();

        (await Backend(subdirectory: "dags").ListAsync()).Select(f => f.Path).ShouldBe(["etl.yaml"]);
        (await Should.ThrowAsync<BundleException>(() => Backend(subdirectory: "none").ListAsync())).Message.ShouldContain("has no folder 'none'");
    }

    [Fact]
    public async Task ListAsync_WhenThereAreRulesAndHiddenFiles_LeavesThemOut()
    {
        _repository.Write(".orreryignore", "*.csv");
        _repository.Write("a.csv", "x");
        _repository.Write("sub/.airflowignore", "lib/");
        _repository.Write("sub/lib/x", "x");
        _repository.Write("sub/dag.yaml", "x");
        _repository.Write(".github/workflows/ci.yaml", "x");
        _repository.Commit();

        (await Backend().ListAsync()).Select(f => f.Path).ShouldBe(["sub/dag.yaml"]);
    }

    [Fact]
    public async Task ListAsync_WhenThereAreLinksAndSubmodules_HasOnlyLinksToFilesInside()
    {
        _repository.Write("real.yaml", "real");
        _ = Directory.CreateDirectory(Path.Combine(_repository.Folder, "sub"));
        foreach (var (link, target) in (ReadOnlySpan<(string, string)>)
            [("sub/link.yaml", "../real.yaml"), ("twice.yaml", "sub/link.yaml"), ("out.yaml", "../../etc/passwd"), ("absolute.yaml", "/etc/passwd"), ("loop.yaml", "loop.yaml"), ("folder", "sub")])
        {
            _ = File.CreateSymbolicLink(Path.Combine(_repository.Folder, link), target);
        }

        var commit = _repository.Commit();
        _repository.Git("update-index", "--add", "--cacheinfo", $"160000,{commit},module");
        _repository.Git("commit", "--quiet", "--message", "submodule");
        var backend = Backend();

        (await backend.ListAsync()).Select(f => (f.Path, f.Size)).ShouldBe([("real.yaml", 4L), ("sub/link.yaml", 4L), ("twice.yaml", 4L)]);
        (await TextAsync(backend, "twice.yaml")).ShouldBe("real");
    }

    [Fact]
    public async Task FetchAsync_WhenThereIsNoSuchRef_SaysSoAndKeepsWhatWasListed()
    {
        _repository.Write("a", "1");
        _repository.Commit();
        var backend = Backend("main");
        await backend.FetchAsync();
        _repository.Git("branch", "--move", "main", "trunk");

        (await Should.ThrowAsync<BundleException>(() => backend.FetchAsync())).Message.ShouldContain("has no branch, tag or commit 'main'");

        (await TextAsync(backend, "a")).ShouldBe("1");
    }

    [Fact]
    public async Task FetchAsync_WhenThereIsNoRepository_SaysWhatToCheck()
    {
        var backend = new GitBundleBackend(new GitBundleOptions { Url = Path.Combine(_outer, "none") }, Path.Combine(_outer, "data"), ProcessHostLimit, TimeProvider.System);

        (await Should.ThrowAsync<BundleException>(() => backend.FetchAsync())).Message.ShouldContain("Check the address, the network and the credentials");
    }

    [Fact]
    public async Task ListAsync_OfAnotherServer_NeedsNoRepositoryForWhatWasFetched()
    {
        _repository.Write("a", "1");
        var commit = _repository.Commit();
        await Backend().FetchAsync();
        Directory.Move(_repository.Folder, _repository.Folder + "-gone");
        var next = Backend();

        (await TextAsync(next, "a")).ShouldBe("1");
        next.SourceReference.ShouldBe(commit);
    }

    [Fact]
    public async Task FetchAsync_WhenAnEarlierGitWasKilled_GoesOn()
    {
        _repository.Write("a", "1");
        _repository.Commit();
        var backend = Backend();
        await backend.FetchAsync();
        var data = Directory.EnumerateDirectories(Path.Combine(_outer, "data")).Single();
        await File.WriteAllTextAsync(Path.Combine(data, "shallow.lock"), "");
        _repository.Write("a", "2");
        _repository.Commit();
        await backend.FetchAsync();
        (await TextAsync(backend, "a")).ShouldBe("2");
        Directory.Delete(Path.Combine(data, "objects"), recursive: true);

        var next = Backend();
        await next.FetchAsync();

        (await TextAsync(next, "a")).ShouldBe("2");
    }

    [Fact]
    public async Task FetchAsync_NeverRunsWhatIsInTheRepositoryOrItsOwnFolder()
    {
        var proof = Path.Combine(_outer, "proof");
        _repository.Write("a", "1");
        _repository.Commit();
        var backend = Backend();
        await backend.FetchAsync();
        var data = Directory.EnumerateDirectories(Path.Combine(_outer, "data")).Single();
        foreach (var hook in (string[])["post-checkout", "reference-transaction", "post-merge"])
        {
            var path = Path.Combine(data, "hooks", hook);
            _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, $"#!/bin/sh\ntouch {proof}\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        _repository.Write("a", "2");
        _repository.Commit();
        await backend.FetchAsync();

        (await TextAsync(backend, "a")).ShouldBe("2");
        File.Exists(proof).ShouldBeFalse();
    }

    [Fact]
    public async Task ReadAsync_WhenFileIsTooLargeOrNotThere_SaysSoAndGoesOn()
    {
        _repository.Write("a", "12345");
        _repository.Commit();
        var backend = Backend();

        (await Should.ThrowAsync<BundleException>(() => backend.ReadAsync("a", 4))).Message.ShouldContain("'a' has 5 bytes; at most 4");
        (await Should.ThrowAsync<BundleException>(() => backend.ReadAsync("../a", 4))).Message.ShouldContain("no file '../a'");
        (await TextAsync(backend, "a")).ShouldBe("12345");
    }

    [Fact]
    public async Task ReadAsync_WhenManyReadAtOnce_EachGetsItsOwn()
    {
        for (var i = 0; i < 50; i++)
        {
            _repository.Write($"f{i}", new string((char)('a' + (i % 26)), i * 100));
        }

        _repository.Commit();
        var backend = Backend();

        var texts = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => TextAsync(backend, $"f{i}")));

        texts.ShouldBe(Enumerable.Range(0, 50).Select(i => new string((char)('a' + (i % 26)), i * 100)));
    }

    public static TheoryData<BundleSettings, string> WrongSettings() => new()
    {
        { Settings() with { Ref = "--upload-pack=evil" }, "no name of a branch" },
        { Settings() with { Ref = "a..b" }, "no name of a branch" },
        { Settings() with { Ref = "" }, "no name of a branch" },
        { Settings() with { Subdirectory = "../x" }, "leads elsewhere" },
        { Settings() with { TokenEnv = "A", TokenFile = "/b" }, "name one of them" },
        { Settings() with { SshKey = "/a' -o ProxyCommand=evil" }, "no absolute path of a key" },
        { Settings() with { Location = "https://somebody:secret@git.example.org/x.git" }, "has a password in it" },
        { Settings() with { Location = "ext::sh -c evil" }, "helper program" },
        { Settings() with { Location = "--upload-pack=evil" }, "no address of a repository" },
        { Settings() with { Location = "" }, "no address of a repository" },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public void Open_WhenSomethingIsWrong_SaysWhat(BundleSettings settings, string problem)
    {
        var message = Should.Throw<BundleException>(() => new BundleBackends(_outer, new ArchiveLimits(), TimeProvider.System).Open(settings)).Message;

        message.ShouldContain(problem);
        message.ShouldNotContain("secret");
    }

    [Fact]
    public async Task FetchAsync_WhenTheTokenIsMissing_NamesWhereItShouldBe()
    {
        var options = new GitBundleOptions { Url = "https://git.example.org/x.git", TokenEnv = "ORRERY_TEST_NO_SUCH_TOKEN" };

        (await Should.ThrowAsync<BundleException>(() => new GitBundleBackend(options, Path.Combine(_outer, "data"), ProcessHostLimit, TimeProvider.System).FetchAsync()))
            .Message.ShouldContain("'ORRERY_TEST_NO_SUCH_TOKEN'");
    }

    [Fact]
    public async Task FetchAsync_WhenATokenIsNamed_SendsItToThatHostAndSaysItNowhere()
    {
        var token = Path.Combine(_outer, "token");
        await File.WriteAllTextAsync(token, "s3cret\n");
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var options = new GitBundleOptions { Url = $"http://{server.LocalEndpoint}/x.git", TokenFile = token, Username = "robot" };

        var fetch = new GitBundleBackend(options, Path.Combine(_outer, "data"), ProcessHostLimit, TimeProvider.System).FetchAsync();
        using var client = await server.AcceptTcpClientAsync().WaitAsync(ProcessHostLimit);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
        var headers = new List<string>();
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            headers.Add(line);
        }

        await client.GetStream().WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
        client.Close();

        headers.ShouldContain($"Authorization: Basic {Convert.ToBase64String("robot:s3cret"u8)}");
        var message = (await Should.ThrowAsync<BundleException>(() => fetch)).Message;
        message.ShouldContain("403");
        message.ShouldNotContain("s3cret");
    }

    private static BundleSettings Settings() => new() { Backend = BundleSettings.Git, Location = "https://git.example.org/x.git" };

    private static TimeSpan ProcessHostLimit => Support.ProcessHost.Limit;

    private static async Task<string> TextAsync(GitBundleBackend backend, string path) => Encoding.UTF8.GetString(await backend.ReadAsync(path, 1 << 20));

    private GitBundleBackend Backend(string @ref = "HEAD", string? subdirectory = null) => new(
        new GitBundleOptions { Url = _repository.Folder, Ref = @ref, Subdirectory = subdirectory }, Path.Combine(_outer, "data"), ProcessHostLimit, TimeProvider.System);
}
