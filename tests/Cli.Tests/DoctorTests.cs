using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Orrery.Cli.Doctor;
using Orrery.Cli.Tests.Support;
using Orrery.Storage.Sqlite;

namespace Orrery.Cli.Tests;

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
            .ShouldBe([".NET", "bash", "time zones", "SQLite", "port 0", "data folder", "secret keys", "disk"]);
        document.RootElement.EnumerateArray().Single(c => c.GetProperty("name").GetString() == "SQLite").GetProperty("is_fine").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Version_NamesProductAndRuntime()
    {
        (await _world.RunAsync("version")).ShouldBe(ExitCodes.Success);
        _world.Out.ShouldMatch(@"^orrery \d+\.\d+\.\d+ \(\.NET \d+");
    }
}
