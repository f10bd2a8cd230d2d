using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Secrets;
using Orrery.Runtime.Logs;
using Orrery.Runtime.TaskApi;
using Orrery.Runtime.Tests.Support;

namespace Orrery.Runtime.Tests.TaskApi;

/// <summary>What the code of DAG files asks while it runs.</summary>
public sealed class TaskApiTests : IAsyncLifetime
{
    private readonly ProcessHost _host = new();
    private readonly FakeSecrets _secrets = new();
    private TaskApiServer _api = null!;

    public async Task InitializeAsync()
    {
        _api = NewApi();
        _host.TaskApi = _api;
        await _host.RestartAsync();
    }

    public async Task DisposeAsync()
    {
        await _api.DisposeAsync();
        await _host.CloseAsync();
    }

    [Fact]
    public async Task Code_WhenItReadsVariablesAndConnections_GetsThemAndItsLogDoesNot()
    {
        _secrets.Values["variables/api token"] = ("""{"key":"api token","value":"s3cr3t-var"}""", ["s3cr3t-var"]);
        _secrets.Values["variables/config"] = ("""{"key":"config","value":"{\"a\": 1}"}""", []);
        _secrets.Values["connections/db"] = ("""{"conn_id":"db","conn_type":"postgres","description":null,"host":"h","login":"l","password":"s3cr3t-pw","schema":"s","port":5,"extra":"{\"a\": \"b\"}"}""", ["s3cr3t-pw"]);

        var report = await _host.RunAsync(Code("""
            from airflow.hooks.base import BaseHook
            from airflow.models import Variable
            from airflow.sdk import Connection, DAG, task
            with DAG("dag"):
                @task(task_id="task")
                def run(n, conn=None, var=None):
                    db = BaseHook.get_connection("db")
                    print(Variable.get("api token"), db.password, db.get_uri())
                    Variable.set("seen", [1], serialize_json=True)
                    return [db.host, db.port, db.extra_dejson, Variable.get("config", deserialize_json=True)["a"], conn.db.login, var.value.get("none", "no"), Variable.get("none", "no"), Variable.delete("none")]
                run(1)
            """));

        report.Kind.ShouldBe(TaskReportKind.Success, report.Message);
        JsonNode.Parse(report.XCom!)!.ToJsonString().ShouldBe("""["h",5,{"a":"b"},1,"l","no","no",0]""");
        _secrets.Set.ShouldBe(["seen=[\n  1\n]"]);
        var log = string.Join('\n', (await Logs()).Select(l => l.Text));
        log.ShouldContain("*** *** postgres://l:***@h:5/s?a=b");
        log.ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task Code_WhenAConnectionIsMissingOrCannotBeOpened_SaysWhich()
    {
        _secrets.Values["connections/sealed"] = (null, ["The connection 'sealed' was sealed with a key that is missing."]);
        var report = await _host.RunAsync(Code("""
            from airflow.sdk import BaseHook, DAG, task
            with DAG("dag"):
                @task(task_id="task")
                def run(n):
                    for name in ("none", "sealed"):
                        try:
                            BaseHook.get_connection(name)
                        except Exception as error:
                            print(type(error).__name__, error)
                run(1)
            """));

        report.Kind.ShouldBe(TaskReportKind.Success, report.Message);
        var log = string.Join('\n', (await Logs()).Select(l => l.Text));
        log.ShouldContain("AirflowNotFoundException The conn_id `none` isn't defined");
        log.ShouldContain("AirflowException The connection 'sealed' was sealed with a key that is missing.");
    }

    [Fact]
    public async Task Token_WhenItsTryHasEnded_IsWorthNothing()
    {
        _secrets.Values["variables/a"] = ("""{"key":"a","value":"1"}""", []);
        var spec = Code("""
            import os, shutil
            from airflow.sdk import DAG, task
            with DAG("dag"):
                @task(task_id="task")
                def run(n):
                    shutil.copy(os.environ["ORRERY_TASK_API"], os.path.join(os.environ["ORRERY_RUN_DIR"], "api.json"))
                run(1)
            """);
        var running = await _host.Engine.LaunchAsync(spec);
        await running.Completion.WaitAsync(ProcessHost.Limit);
        await running.ReleaseAsync();

        var api = JsonNode.Parse(await File.ReadAllTextAsync(_host.Pipe("api.json")))!;
        api["socket"]!.GetValue<string>().ShouldBe(_api.SocketPath);
        while (_api.HasCallers)
        {
            await Task.Yield();
        }

        (await SendAsync("GET", "variables/a", api["token"]!.GetValue<string>())).Status.ShouldBe(HttpStatusCode.Unauthorized);
        _host.Files(spec).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET", "variables/a", null, HttpStatusCode.OK)]
    [InlineData("GET", "variables/team%2Fa", null, HttpStatusCode.OK)]
    [InlineData("GET", "variables/none", null, HttpStatusCode.NotFound)]
    [InlineData("GET", "else/a", null, HttpStatusCode.NotFound)]
    [InlineData("POST", "variables/a", "{}", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "connections/a", "{}", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "variables/a", """{"value":"2","description":"d"}""", HttpStatusCode.NoContent)]
    [InlineData("PUT", "variables/a", "{}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("PUT", "variables/a", """{"value":1}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("PUT", "variables/a", """{"value":"1","description":{}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("PUT", "variables/a", "[", HttpStatusCode.UnprocessableEntity)]
    [InlineData("DELETE", "variables/a", null, HttpStatusCode.NoContent)]
    public async Task Request_WhenItComesFromATask_IsAnswered(string method, string path, string? body, HttpStatusCode expected)
    {
        _secrets.Values["variables/a"] = ("""{"key":"a","value":"1"}""", []);
        _secrets.Values["variables/team/a"] = ("""{"key":"team/a","value":"1"}""", []);
        await _api.TryStartAsync();
        var token = TaskTokens.Create();
        _api.Tokens.Add(token, Guid.Empty, new TaskCaller(ProcessHost.Key(), _ => { }));

        (await SendAsync(method, path, token, body)).Status.ShouldBe(expected);
        (await SendAsync(method, path, token + "x", body)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(method, path, null, body)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Request_WhenTheGrainFails_IsAnsweredWithoutTheReason()
    {
        await _api.TryStartAsync();
        var token = TaskTokens.Create();
        _api.Tokens.Add(token, Guid.Empty, new TaskCaller(ProcessHost.Key(), _ => { }));

        var (status, text) = await SendAsync("GET", "variables/break", token);

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        text.ShouldNotContain("inside");
    }

    [Fact]
    public async Task Socket_WhenTheServerComesAgain_IsTheSameAndAdoptedTriesAskThere()
    {
        _secrets.Values["variables/a"] = ("""{"key":"a","value":"s3cr3t-1"}""", ["s3cr3t-1"]);
        var spec = Code("""
            import os
            from airflow.sdk import DAG, Variable, task
            with DAG("dag"):
                @task(task_id="task")
                def run(n):
                    folder, first = os.environ["ORRERY_RUN_DIR"], Variable.get("a")
                    open(os.path.join(folder, "ready"), "w").close()
                    open(os.path.join(folder, "go")).read()
                    print(first)
                    return len(Variable.get("a"))
                run(1)
            """);
        Pipes.Make(_host.Pipe());
        Pipes.Make(_host.Pipe("ready"));
        _ = await _host.Engine.LaunchAsync(spec);
        (await File.ReadAllTextAsync(_host.Pipe("ready")).WaitAsync(ProcessHost.Limit)).ShouldBeEmpty();
        var socket = _api.SocketPath;

        var adopted = await _host.RestartAsync(() =>
        {
            _api.DisposeAsync().AsTask().GetAwaiter().GetResult();
            _api = NewApi();
            _host.TaskApi = _api;
        });
        _api.SocketPath.ShouldBe(socket);
        await Pipes.ReleaseAsync(_host.Pipe());
        var report = await adopted.ShouldHaveSingleItem().Completion.WaitAsync(ProcessHost.Limit);

        report.XCom.ShouldBe("8", report.Message);
        (await Logs()).ShouldContain(l => l.Text == "***");
        (await Logs()).ShouldAllBe(l => !l.Text.Contains("s3cr3t", StringComparison.Ordinal));
    }

    [Fact]
    public void SocketPath_WhenTheDataFolderIsDeep_StaysWithinWhatSocketsAllow()
    {
        var deep = new RuntimeOptions { DataDirectory = Path.Combine(_host.Root, new string('d', 120)) };
        var api = new TaskApiServer(Microsoft.Extensions.Options.Options.Create(deep), _secrets, NullLogger<TaskApiServer>.Instance);

        Encoding.UTF8.GetByteCount(api.SocketPath).ShouldBeLessThan(104);
        _api.SocketPath.ShouldStartWith(_host.Root);
    }

    private async Task<IReadOnlyList<LogLine>> Logs() => (await _host.Logs.ReadAsync(TaskLogKey.Of(ProcessHost.Key()), 1, 10_000))?.Lines ?? [];

    private TaskApiServer NewApi() => new(Microsoft.Extensions.Options.Options.Create(_host.Options), _secrets, NullLogger<TaskApiServer>.Instance);

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(string method, string path, string? token, string? body = null)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(_api.SocketPath), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(new HttpMethod(method), $"http://localhost/task-api/v1/{path}");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private LaunchSpec Code(string source)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_host.Root, "code")).FullName;
        File.WriteAllText(Path.Combine(folder, "flow.py"), source);
        return new LaunchSpec
        {
            Task = ProcessHost.Key(),
            LeaseId = ProcessHost.NewLease(),
            WorkingDirectory = folder,
            Code = new CodeLaunch { File = "flow.py", CallJson = """{"dag_id": "dag", "run_id": "r", "task_id": "task", "op_args": [2]}""" },
            FailExitCode = 97,
        };
    }

    /// <summary>What grains would say.</summary>
    private sealed class FakeSecrets : ITaskSecretGrain
    {
        /// <summary>Answers and what is secret of them; no answer: the reason why.</summary>
        public Dictionary<string, (string? Json, string[] Secrets)> Values { get; } = new(StringComparer.Ordinal);

        public List<string> Set { get; } = [];

        public Task<TaskSecret> GetVariableAsync(TaskKey task, string key) =>
            key == "break" ? throw new InvalidOperationException("inside") : Task.FromResult(Find($"variables/{key}"));

        public Task<TaskSecret> GetConnectionAsync(TaskKey task, string connectionId) => Task.FromResult(Find($"connections/{connectionId}"));

        public Task<ActionResult> SetVariableAsync(TaskKey task, string key, string value, string? description)
        {
            Set.Add($"{key}={value}{description}");
            return Task.FromResult(ActionResult.Done);
        }

        public Task<ActionResult> DeleteVariableAsync(TaskKey task, string key) =>
            Task.FromResult(Values.Remove($"variables/{key}") ? ActionResult.Done : ActionResult.Refuse(ActionStatus.NotFound, "none"));

        private TaskSecret Find(string name) => !Values.TryGetValue(name, out var found) ? new TaskSecret { Outcome = ActionResult.Refuse(ActionStatus.NotFound, "none") }
            : found.Json is null ? new TaskSecret { Outcome = ActionResult.Refuse(ActionStatus.Conflict, [.. found.Secrets]) }
            : new TaskSecret { Outcome = ActionResult.Done, Json = found.Json, Secrets = [.. found.Secrets] };
    }
}
