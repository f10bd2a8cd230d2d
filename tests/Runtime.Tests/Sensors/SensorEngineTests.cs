using System.Net;
using System.Net.Sockets;
using System.Text;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Runtime.Sensors;
using Orrery.Runtime.Tests.Support;
using SQLitePCL;

namespace Orrery.Runtime.Tests.Sensors;

/// <summary>What a host's trigger loop looks for: files, addresses on loopback, databases, scripts.</summary>
public sealed class SensorEngineTests : IAsyncLifetime
{
    private readonly ProcessHost _host = new();
    private readonly SensorEngine _engine;

    public SensorEngineTests() => _engine = _host.NewSensorEngine();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _host.CloseAsync();

    [Fact]
    public async Task File_WhenItComesLater_IsFound()
    {
        var path = Path.Combine(_host.Root, "in", "a.csv");
        var task = await _engine.LaunchAsync(Spec(s => s with { File = path }));
        await _host.LineAsync(task.Spec, $"There is no file '{path}'.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "");

        (await EndAsync(task)).Kind.ShouldBe(TaskReportKind.Success);
        (await _host.LineAsync(task.Spec, "Ended: success.")).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("in/**/*.csv", true)]
    [InlineData("in/*.csv", false)]
    [InlineData("in", true)]
    [InlineData("empty", false)]
    [InlineData("nowhere/*", false)]
    public async Task File_ByPatternOrFolder_LooksBelowTheWorkingDirectory(string path, bool found)
    {
        Directory.CreateDirectory(Path.Combine(_host.Root, "in", "sub"));
        Directory.CreateDirectory(Path.Combine(_host.Root, "empty"));
        await File.WriteAllTextAsync(Path.Combine(_host.Root, "in", "sub", "a.csv"), "");

        var report = await RunAsync(Spec(s => s with { File = path, Once = true }) with { WorkingDirectory = _host.Root });

        report.Kind.ShouldBe(found ? TaskReportKind.Success : TaskReportKind.NotYet);
    }

    [Theory]
    [InlineData("200 OK", "ready", "ready", TaskReportKind.Success)]
    [InlineData("200 OK", "busy", "ready", TaskReportKind.NotYet)]
    [InlineData("404 Not Found", "", null, TaskReportKind.NotYet)]
    [InlineData("500 Broken", "", null, TaskReportKind.Failed)]
    public async Task Http_JudgesTheAnswer(string status, string body, string? contains, TaskReportKind expected)
    {
        var url = Serve(status, body);

        var report = await RunAsync(Spec(s => s with { Http = new HttpProbe { Url = url, Contains = contains }, Once = true }));

        report.Kind.ShouldBe(expected);
        if (expected == TaskReportKind.Failed)
        {
            (report.Reason, report.Message).ShouldBe((TaskFailureReason.PokeFailed, $"{url} answered 500."));
        }
    }

    [Fact]
    public async Task Http_WhenTheStatusIsNamed_TakesThatOne() =>
        (await RunAsync(Spec(s => s with { Http = new HttpProbe { Url = Serve("404 Not Found", ""), Status = [404] } }))).Kind.ShouldBe(TaskReportKind.Success);

    [Theory]
    [InlineData("http://169.254.169.254/latest", "link-local")]
    [InlineData("ftp://localhost/", "no address that starts with http")]
    public async Task Http_ToWhereSensorsDoNotTalk_FailsAndSaysSo(string url, string expected)
    {
        var report = await RunAsync(Spec(s => s with { Http = new HttpProbe { Url = url } }));

        report.Kind.ShouldBe(TaskReportKind.Failed);
        report.Message.ShouldNotBeNull().ShouldContain(expected);
    }

    [Theory]
    [InlineData("SELECT count(*) FROM t", TaskReportKind.Success)]
    [InlineData("SELECT count(*) FROM t WHERE a > 5", TaskReportKind.NotYet)]
    [InlineData("SELECT a FROM t WHERE a > 5", TaskReportKind.NotYet)]
    [InlineData("SELECT '0'", TaskReportKind.NotYet)]
    [InlineData("SELECT 'yes'", TaskReportKind.Success)]
    [InlineData("SELECT nope FROM t", TaskReportKind.Failed)]
    [InlineData("DELETE FROM t", TaskReportKind.Failed)]
    public async Task Sqlite_JudgesTheFirstValue(string query, TaskReportKind expected)
    {
        var path = Path.Combine(_host.Root, "data.db");
        CreateDatabase(path);

        var report = await RunAsync(Spec(s => s with { Sql = new SqlProbe { Kind = SqlKind.Sqlite, Connection = path, Query = query }, Once = true }));

        report.Kind.ShouldBe(expected);
        if (query.Contains("count(*) FROM t", StringComparison.Ordinal) && expected == TaskReportKind.Success)
        {
            report.XCom.ShouldBe("1");
        }
    }

    [Theory]
    [InlineData("exit 0", null, TaskReportKind.Success)]
    [InlineData("exit 3", null, TaskReportKind.NotYet)]
    [InlineData("exit 3", 3, TaskReportKind.NotYet)]
    [InlineData("exit 4", 3, TaskReportKind.Failed)]
    [InlineData("exit 99", null, TaskReportKind.Skipped)]
    public async Task Bash_JudgesTheExitCode(string script, int? retryExitCode, TaskReportKind expected) =>
        (await RunAsync(Spec(s => s with { RetryExitCode = retryExitCode, Once = true }) with { Script = script })).Kind.ShouldBe(expected);

    [Fact]
    public async Task Bash_WhenItTakesSeveralLooks_KeepsTheLogOfAll()
    {
        var count = Path.Combine(_host.Root, "count");
        var spec = Spec(s => s) with { Script = $"echo look >> {count}; cat {count} | wc -l; [ $(wc -l < {count}) -ge 3 ] && echo '\"here\"' > $ORRERY_XCOM" };

        var report = await RunAsync(spec);

        (report.Kind, report.XCom).ShouldBe((TaskReportKind.Success, "\"here\""));
        (await _host.OutputAsync(spec)).ShouldBe(["1", "2", "3"]);
        Directory.EnumerateDirectories(_host.Spool).ShouldBeEmpty("each look's process is released");
    }

    [Fact]
    public async Task Look_WhenTheTimeIsUp_FailsOrIsSkippedAsItSays()
    {
        var late = Spec(s => s with { File = "/nowhere", Timeout = TimeSpan.FromSeconds(1), Since = TimeProvider.System.GetUtcNow().AddHours(-1) });

        var report = await RunAsync(late);
        var soft = await RunAsync(late with { LeaseId = ProcessHost.NewLease(), Sensor = late.Sensor! with { SoftFail = true } });

        (report.Kind, report.Reason).ShouldBe((TaskReportKind.Failed, TaskFailureReason.SensorTimeout));
        report.Message.ShouldBe("The sensor's timeout of 1 s is over. There is no file '/nowhere'.");
        soft.Kind.ShouldBe(TaskReportKind.Skipped);
    }

    [Fact]
    public async Task Look_WhenTheExecutionTimeoutPasses_Fails()
    {
        var report = await RunAsync(Spec(s => s) with { Script = "sleep 60", ExecutionTimeout = TimeSpan.FromMilliseconds(200), StopGrace = TimeSpan.FromMilliseconds(100) });

        (report.Kind, report.Reason).ShouldBe((TaskReportKind.Failed, TaskFailureReason.ExecutionTimeout));
    }

    [Fact]
    public async Task Stop_WhileItWaits_EndsItAndIsReported()
    {
        var task = await _engine.LaunchAsync(Spec(s => s with { File = "/nowhere", PokeInterval = TimeSpan.FromHours(1) }));
        await _host.LineAsync(task.Spec, "There is no file '/nowhere'.");
        (await _engine.LaunchAsync(task.Spec)).ShouldBeSameAs(task);

        await task.StopAsync(StopReason.UserRequest);

        (await task.Completion.WaitAsync(ProcessHost.Limit)).Reason.ShouldBe(TaskFailureReason.MarkedFailed);
        await task.ReleaseAsync();
    }

    [Fact]
    public async Task Dispose_WhileItWaits_ReportsNothing()
    {
        var task = await _engine.LaunchAsync(Spec(s => s with { File = "/nowhere", PokeInterval = TimeSpan.FromHours(1) }));

        await _engine.DisposeAsync();

        task.Completion.IsCompleted.ShouldBeFalse();
    }

    private static LaunchSpec Spec(Func<SensorSpec, SensorSpec> change)
    {
        var sensor = change(new SensorSpec
        {
            PokeInterval = TimeSpan.FromMilliseconds(100), Timeout = TimeSpan.FromMinutes(5), Since = TimeProvider.System.GetUtcNow(), For = "it",
        });
        sensor = sensor.File is null ? sensor : sensor with { For = $"file '{sensor.File}'" };
        return new LaunchSpec { Task = ProcessHost.Key(), LeaseId = ProcessHost.NewLease(), Engine = "sensor", Sensor = sensor };
    }

    private static async Task<TaskReport> EndAsync(Engines.IRunningTask task)
    {
        var report = await task.Completion.WaitAsync(ProcessHost.Limit);
        report.LeaseId.ShouldBe(task.Spec.LeaseId);
        await task.ReleaseAsync();
        return report;
    }

    private static void CreateDatabase(string path)
    {
        _ = Storage.Sqlite.SqliteFile.FirstValue(":memory:", "SELECT 1", CancellationToken.None);
        raw.sqlite3_open(path, out var database).ShouldBe(raw.SQLITE_OK);
        using (database)
        {
            raw.sqlite3_exec(database, "CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1);").ShouldBe(raw.SQLITE_OK);
        }
    }

    /// <summary>A server on loopback that gives every request the same answer.</summary>
    private static string Serve(string status, string body)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = AnswerAsync(listener, $"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";
    }

    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        using (listener)
        {
            using var client = await listener.AcceptTcpClientAsync();
            await using var stream = client.GetStream();
            _ = await stream.ReadAsync(new byte[4096]);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        }
    }

    private async Task<TaskReport> RunAsync(LaunchSpec spec) => await EndAsync(await _engine.LaunchAsync(spec));
}
