using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Secrets;
using Orrery.Runtime.TaskApi;

namespace Orrery.Docker.Tests;

/// <summary>What the code of a DAG's file asks from inside its container, over a socket it has no network for.</summary>
public sealed class TaskApiTests : EngineTest
{
    // Perl is in every Debian. It is the machine's own, as are its libraries.
    private const string Program = """
        #!/bin/sh
        ask() {
          /usr/bin/perl -MIO::Socket::UNIX -e '
            undef $/; open F, $ENV{ORRERY_TASK_API} or die "no file: $!"; $_ = <F>;
            my ($path) = /"socket":"([^"]+)"/; my ($token) = /"token":"([^"]+)"/;
            my $api = IO::Socket::UNIX->new(Peer => $path) or die "no answer at $path: $!";
            print $api "GET /task-api/v1/variables/key HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer $token\r\nConnection: close\r\n\r\n";
            <$api> =~ /("value":"[^"]*")/; print "$1\n"'
        }
        ask
        touch /orrery/api/x 2>/dev/null || echo read-only
        echo ready
        until [ -e $ORRERY_RUN_DIR/go ]; do usleep 10000; done
        ask
        echo $OPENED
        """;

    private readonly Variables _variables = new();
    [Fact]
    public async Task Code_WhenItAsks_IsToldAlsoByALaterServerAndItsLogHidesIt()
    {
        var code = Directory.CreateTempSubdirectory("orrery-code-");
        var api = NewApi();
        _ = await Host.RestartAsync();
        const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        var file = Path.Combine(code.FullName, "ask.dag");
        await File.WriteAllTextAsync(file, Program);
        File.SetUnixFileMode(file, Readable);
        File.SetUnixFileMode(code.FullName, Readable);
        var spec = EngineHost.Command() with
        {
            WorkingDirectory = code.FullName,
            Code = new CodeLaunch { File = "ask.dag", CallJson = "{}" },
            Environment = new Dictionary<string, string> { ["OPENED"] = "opened-at-launch" },
            Secrets = ["opened-at-launch"],
            Container = new ContainerSpec
            {
                Image = EngineFixture.Image,
                Mounts = [.. new[] { "/usr", "/lib", "/lib64" }.Where(Directory.Exists).Select(f => new ContainerMount { Source = f, Target = f })],
            },
        };
        _ = await Host.LaunchAsync(spec);
        await Host.LineAsync(spec, "ready");

        var adopted = await Host.RestartAsync(async () =>
        {
            await api.DisposeAsync();
            api = NewApi();
        });
        Host.Go();
        var report = await adopted.ShouldHaveSingleItem().Completion.WaitAsync(EngineHost.Limit);

        report.Kind.ShouldBe(TaskReportKind.Success, report.Message);
        _variables.Asked.ShouldBe(2);
        (await Host.OutputAsync(spec)).ShouldBe(["\"value\":\"***\"", "read-only", "ready", "\"value\":\"***\"", "***"]);
        await api.DisposeAsync();
        code.Delete(recursive: true);
    }

    private TaskApiServer NewApi() => Host.TaskApi = new TaskApiServer(Microsoft.Extensions.Options.Options.Create(Host.Runtime), _variables, NullLogger<TaskApiServer>.Instance);

    /// <summary>One variable, which is a secret.</summary>
    private sealed class Variables : ITaskSecretGrain
    {
        private int _asked;

        public int Asked => _asked;

        public Task<TaskSecret> GetVariableAsync(TaskKey task, string key)
        {
            _ = Interlocked.Increment(ref _asked);
            return Task.FromResult(new TaskSecret { Outcome = ActionResult.Done, Json = """{"key":"key","value":"s3cr3t"}""", Secrets = ["s3cr3t"] });
        }

        public Task<TaskSecret> GetConnectionAsync(TaskKey task, string connectionId) => throw new NotSupportedException();

        public Task<ActionResult> SetVariableAsync(TaskKey task, string key, string value, string? description) => throw new NotSupportedException();

        public Task<ActionResult> DeleteVariableAsync(TaskKey task, string key) => throw new NotSupportedException();
    }
}
