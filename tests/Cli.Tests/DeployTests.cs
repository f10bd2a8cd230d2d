using System.Formats.Tar;
using System.IO.Compression;
using Orrery.Cli.Tests.Support;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Cli.Tests;

public sealed class DeployTests : IDisposable
{
    private readonly World _world = new();

    public DeployTests() => _world.Environment[Server.ServerLocator.ServerVariable] = "http://127.0.0.1:1";

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Deploy_PacksWhatBelongsToTheBundle()
    {
        _world.Write("dags/a.yaml", "dag_id: a");
        _world.Write("dags/scripts/run.sh", "echo");
        _world.Write("dags/data.bin", "much");
        _world.Write("dags/.orreryignore", "*.bin\n");
        _world.Write("dags/.orrery/credential", "secret");
        _world.Client.MemoryBundles.Report = new ParseReport
        {
            FilesSeen = 1,
            FilesParsed = 1,
            Published = [new PublishResult { DagId = "a", Release = 2, IsNew = true }],
        };

        (await _world.RunAsync("deploy", "dags", "--bundle", "reports", "--partial")).ShouldBe(ExitCodes.Success, _world.Error);

        _world.Client.MemoryBundles.Requests.ShouldBe(["deploy reports partial"]);
        Names(_world.Client.MemoryBundles.Archive!).ShouldContain("a.yaml");
        Names(_world.Client.MemoryBundles.Archive!).ShouldContain("scripts/run.sh");
        Names(_world.Client.MemoryBundles.Archive!).ShouldNotContain(n => n.Contains("data.bin", StringComparison.Ordinal) || n.Contains("credential", StringComparison.Ordinal));
        _world.Out.ShouldContain("live     a version 2");
    }

    [Fact]
    public async Task Deploy_WhenAFileHasErrors_SaysThemAndExitsWith2()
    {
        _world.Write("dags/a.yaml", "dag_id: [");
        _world.Client.MemoryBundles.Report = ParseReport.Of("a.yaml:1:9: no");

        (await _world.RunAsync("deploy", "dags", "--dry-run")).ShouldBe(ExitCodes.BadInput);

        _world.Client.MemoryBundles.Requests.ShouldBe(["deploy dags dry"], "a folder's name is that of its bundle");
        _world.Out.ShouldContain("a.yaml:1:9: no");
        _world.Out.ShouldContain("Nothing was changed");
    }

    [Fact]
    public async Task Deploy_WhenThereIsNothingToSend_SaysSo()
    {
        (await _world.RunAsync("deploy", "nope")).ShouldBe(ExitCodes.BadInput);
        Directory.CreateDirectory(Path.Combine(_world.Folder, "empty"));
        (await _world.RunAsync("deploy", "empty")).ShouldBe(ExitCodes.BadInput);
        (await _world.RunAsync("deploy", "/")).ShouldBe(ExitCodes.BadInput);
        _world.Client.MemoryBundles.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("bundle parse reports team/a.yaml --dry-run", "parse path reports 'team/a.yaml' dry")]
    [InlineData("bundle parse reports --partial --force --keep-removed", "parse path reports '' partial force keep")]
    [InlineData("bundle add reports --git https://example.org/r.git --ref main --subdir dags", "add reports git https://example.org/r.git main dags")]
    [InlineData("bundle add reports --archive", "add reports archive")]
    [InlineData("bundle deactivate reports --path team", "deactivate reports path team")]
    [InlineData("bundle deactivate reports --dag a --dag b", "deactivate reports dags a,b")]
    public async Task Bundle_WhenGranted_AsksForIt(string line, string request)
    {
        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Client.MemoryBundles.Requests.ShouldContain(request);
    }

    [Theory]
    [InlineData("bundle add reports")]
    [InlineData("bundle add reports --archive --git x")]
    [InlineData("bundle deactivate reports --path a --dag b")]
    [InlineData("token create x --role king")]
    [InlineData("token create x --role deploy --expires soon")]
    public async Task Command_WhenItMakesNoSense_SaysWhy(string line)
    {
        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldNotBeEmpty();
        _world.Client.MemoryBundles.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Bundle_WhenAdded_IsListedShownAndTakenOutOfService()
    {
        await _world.RunAsync("bundle", "add", "reports", "--folder", "x");
        await _world.RunAsync("bundle", "deactivate", "reports");
        (await _world.RunAsync("bundle", "list")).ShouldBe(ExitCodes.Success);
        _world.Out.ShouldContain("out of service");
        (await _world.RunAsync("bundle", "show", "reports")).ShouldBe(ExitCodes.Success);
        _world.Out.ShouldContain(Path.Combine(_world.Folder, "x"));
        (await _world.RunAsync("bundle", "show", "nope")).ShouldBe(ExitCodes.Failure);
        (await _world.RunAsync("bundle", "webhook", "reports")).ShouldBe(ExitCodes.Success);
        _world.Out.ShouldContain("/api/v2/bundles/reports/webhook");
        _world.Out.ShouldContain("5ec4e7");
        (await _world.RunAsync("bundle", "webhook", "nope")).ShouldBe(ExitCodes.Failure);
        (await _world.RunAsync("bundle", "activate", "nope")).ShouldBe(ExitCodes.Failure);
    }

    [Fact]
    public async Task Token_WhenMade_IsTheOnlyThingOnTheOutput()
    {
        (await _world.RunAsync("token", "create", "ci", "--role", "deploy", "--bundle", "reports", "--expires", "90d")).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldBe("ort_0000000000000000_secret\n");
        (await _world.RunAsync("token", "revoke", "0000000000000000")).ShouldBe(ExitCodes.Success);
        (await _world.RunAsync("token", "list")).ShouldBe(ExitCodes.Success);
        _world.Out.ShouldContain("revoked");
    }

    private static List<string> Names(byte[] archive)
    {
        using var tar = new TarReader(new GZipStream(new MemoryStream(archive), CompressionMode.Decompress));
        var names = new List<string>();
        while (tar.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name);
        }

        return names;
    }
}
