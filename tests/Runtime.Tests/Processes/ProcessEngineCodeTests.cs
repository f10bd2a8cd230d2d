using System.Text.Json.Nodes;
using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Tests.Support;

namespace Orrery.Runtime.Tests.Processes;

/// <summary>Tasks that are code of their DAG's own file.</summary>
public sealed class ProcessEngineCodeTests : ProcessTest
{
    private const string Call = """{"dag_id": "dag", "run_id": "r", "task_id": "task", "op_args": [2]}""";

    [Fact]
    public async Task LaunchAsync_OfPythonCode_CallsTheFunctionOfTheTask()
    {
        var report = await Host.RunAsync(Code("flow.py", """
            import os
            from lib import factor
            from orrery import DAG, task
            with DAG("dag"):
                @task(task_id="task", multiple_outputs=True)
                def times(n):
                    return {"n": n * factor, "run": os.environ["ORRERY_RUN_ID"]}
                times(1)
            """));

        report.Kind.ShouldBe(TaskReportKind.Success, report.Message);
        JsonNode.Parse(report.XCom!)!["n"]!.GetValue<int>().ShouldBe(42);
        JsonNode.Parse(report.XComKeysJson!)!["run"]!.GetValue<string>().ShouldBe("manual__1");
        Directory.EnumerateDirectories(CodeFolder, "__pycache__").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("AirflowSkipException('no')", TaskReportKind.Skipped, null)]
    [InlineData("AirflowFailException('never')", TaskReportKind.Failed, TaskFailureReason.FailWithoutRetry)]
    [InlineData("ValueError('again')", TaskReportKind.Failed, TaskFailureReason.ExitCode)]
    [InlineData("DeferTask(wait=5)", TaskReportKind.Deferred, null)]
    public async Task LaunchAsync_OfPythonCodeThatRaises_ReportsWhatThatMeans(string raised, TaskReportKind kind, TaskFailureReason? reason)
    {
        var report = await Host.RunAsync(Code("raises.py", $"""
            from orrery import *
            with DAG("dag"):
                @task(task_id="task")
                def fail(n):
                    raise {raised}
                fail(1)
            """));

        report.Kind.ShouldBe(kind, report.Message);
        (reason is null || report.Reason == reason).ShouldBeTrue(report.Message);
    }

    [Fact]
    public async Task LaunchAsync_OfAnExecutable_GivesItTheCall()
    {
        var spec = Code("flow.dag.sh", """
            #!/bin/sh
            [ -z "$ORRERY_DAGS" ] && cat "$ORRERY_CALL" > "$ORRERY_XCOM"
            """);
        File.SetUnixFileMode(Path.Combine(CodeFolder, "flow.dag.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        (await Host.RunAsync(spec)).XCom.ShouldBe(Call);
    }

    [Fact]
    public async Task LaunchAsync_OfCodeThatIsGone_SaysSo()
    {
        var spec = Code("gone.py", "");
        File.Delete(Path.Combine(CodeFolder, "gone.py"));

        var report = await Host.RunAsync(spec);

        report.Reason.ShouldBe(TaskFailureReason.LaunchFailed);
        report.Message!.ShouldContain("gone.py' does not exist");
    }

    [Theory]
    [InlineData("echo '{\"k\": 1}' > $ORRERY_XCOM_KEYS", "{\"k\": 1}", null)]
    [InlineData("true", null, null)]
    [InlineData("echo '[1]' > $ORRERY_XCOM_KEYS", null, "is no JSON object. Write one to $ORRERY_XCOM_KEYS")]
    [InlineData("echo '{\"\": 1}' > $ORRERY_XCOM_KEYS", null, "a key of 0 characters")]
    [InlineData("(echo '{'; seq -f '\"k%g\": 1,' 300; echo '\"z\": 1}') > $ORRERY_XCOM_KEYS", null, "pushed 301 XComs; at most 256")]
    public async Task LaunchAsync_WhenTaskPushes_ReportsTheKeys(string script, string? expected, string? problem)
    {
        var report = await Host.RunAsync(ProcessHost.Bash(script));

        report.XComKeysJson.ShouldBe(expected);
        (problem is null ? report.Kind == TaskReportKind.Success : report.Reason == TaskFailureReason.InvalidXCom && report.Message!.Contains(problem, StringComparison.Ordinal))
            .ShouldBeTrue(report.Message);
    }

    private string CodeFolder => Path.Combine(Host.Root, "code");

    private LaunchSpec Code(string name, string source)
    {
        Directory.CreateDirectory(CodeFolder);
        File.WriteAllText(Path.Combine(CodeFolder, name), source);
        File.WriteAllText(Path.Combine(CodeFolder, "lib.py"), "factor = 21\n");
        return new LaunchSpec
        {
            Task = ProcessHost.Key(),
            LeaseId = ProcessHost.NewLease(),
            WorkingDirectory = CodeFolder,
            Code = new CodeLaunch { File = name, CallJson = Call },
            FailExitCode = 97,
        };
    }
}
