using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Orrery.Cli.Doctor;
using Orrery.Cli.Tests.Support;
using Orrery.Storage.Sqlite;

namespace Orrery.Cli.Tests;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DoctorTests : IDisposable
{
    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("10.0.1", true)]
    [InlineData("9.0.1", false)]
    public void Runtime_ByVersion(string version, bool isFine) => MachineChecks.Runtime(Version.Parse(version)).IsFine.ShouldBe(isFine);

    [Fact]
    public void Bash_WhenNotInThePath_SaysWhatToInstall()
    {
        var check = MachineChecks.Bash(_world.Folder);
        check.IsFine.ShouldBeFalse();
        check.Remedy.ShouldContain("Install bash");
        _world.Write("bash", "");
        MachineChecks.Bash($"/nowhere:{_world.Folder}").IsFine.ShouldBeTrue();
    }

    [Fact]
    public void Port_WhenSomebodyListens_IsNotFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        MachineChecks.Port(port, holder: null).IsFine.ShouldBeFalse();
        var holder = new StoreHolder("orrery up", 1, "h", Sample.Start, $"http://127.0.0.1:{port}/");
        MachineChecks.Port(port, holder).IsFine.ShouldBeTrue();
    }

    [Fact]
    public void DataFolder_WhenItCannotBeMade_SaysSo()
    {
        _world.Write("file", "");
        MachineChecks.DataFolder(Path.Combine(_world.Folder, "new", "data")).IsFine.ShouldBeTrue();
        MachineChecks.DataFolder("/proc/orrery").IsFine.ShouldBeFalse();
    }

    [Fact]
    public async Task Doctor_WithJson_ReportsEveryCheck()
    {
        _world.Environment["PATH"] = "";
        (await _world.RunAsync("doctor", "--port", "0", "-o", "json")).ShouldBe(ExitCodes.Failure);
        using var document = JsonDocument.Parse(_world.Out);
        document.RootElement.EnumerateArray().Select(c => c.GetProperty("name").GetString())
            .ShouldBe([".NET", "bash", "python", "docker", "time zones", "clock", "SQLite", "port 0", "data folder", "secret keys", "file permissions", "store", "disk", "open files", "folder watches"]);
        document.RootElement.EnumerateArray().Single(c => c.GetProperty("name").GetString() == "SQLite").GetProperty("is_fine").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("Max open files            1024                 524288               files", true)]
    [InlineData("Max open files            256                  1024                 files", false)]
    [InlineData("Max open files            256                  unlimited            files", true)]
    [InlineData(null, true)]
    public void OpenFiles_ByTheHardLimit(string? limits, bool isFine) => LinuxChecks.OpenFiles(limits).IsFine.ShouldBe(isFine);

    [Theory]
    [InlineData("524288", true)]
    [InlineData("8192", false)]
    [InlineData(null, true)]
    public void FolderWatches_ByTheirNumber(string? watches, bool isFine) => LinuxChecks.FolderWatches(watches).IsFine.ShouldBe(isFine);

    [Fact]
    public async Task Docker_WhenItsSocketIsNotThere_IsANoteWithWhatToDo()
    {
        var check = await ToolChecks.DockerAsync(name => name == "DOCKER_HOST" ? $"unix://{_world.Folder}/docker.sock" : null, default);
        (check.IsFine, check.IsNeeded).ShouldBe((false, false));
        check.Remedy.ShouldContain("DOCKER_HOST");
    }

    [Fact]
    public void Clock_WhenBeforeThisProgramWasBuilt_IsWrong()
    {
        MachineChecks.Clock(new DateTimeOffset(1970, 1, 2, 0, 0, 0, TimeSpan.Zero)).IsFine.ShouldBeFalse();
        MachineChecks.Clock(TimeProvider.System.GetUtcNow()).IsFine.ShouldBeTrue();
    }

    [Fact]
    public void Secrets_WhenOthersMayReadThem_AreNamed()
    {
        var path = _world.Write("data/credential", "x");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var check = StoreChecks.FilePermissions(Path.GetDirectoryName(path)!);
        check.IsFine.ShouldBeFalse();
        check.Detail.ShouldContain(path);
        File.SetUnixFileMode(path, UnixFileMode.UserRead);
        StoreChecks.FilePermissions(Path.GetDirectoryName(path)!).IsFine.ShouldBeTrue();
    }

    [Fact]
    public async Task Store_ThatIsNone_IsNamed()
    {
        (await StoreChecks.SchemaAsync(_world.Folder, address: null, CancellationToken.None)).IsFine.ShouldBeTrue("the first start makes it");
        _world.Write("orrery.db", "this is no database, whatever its name says, and long enough to be looked at");
        var check = await StoreChecks.SchemaAsync(_world.Folder, address: null, CancellationToken.None);
        check.IsFine.ShouldBeFalse();
        check.Detail.ShouldContain("orrery.db");
    }

    [Fact]
    public async Task Version_NamesProductAndRuntime()
    {
        (await _world.RunAsync("version")).ShouldBe(ExitCodes.Success);
        _world.Out.ShouldMatch(@"^orrery \d+\.\d+\.\d+ \(\.NET \d+");
    }
}
