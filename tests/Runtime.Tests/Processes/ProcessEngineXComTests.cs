using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Tests.Support;

namespace Orrery.Runtime.Tests.Processes;

public sealed class ProcessEngineXComTests : ProcessTest
{
    [Theory]
    [InlineData("true", null)]
    [InlineData("printf '  \\n\\n' > $ORRERY_XCOM", null)]
    [InlineData("echo '{\"a\": [1, 2]}' > $ORRERY_XCOM", "{\"a\": [1, 2]}")]
    [InlineData("echo 42 > $ORRERY_XCOM", "42")]
    [InlineData("printf '\\xEF\\xBB\\xBF\"bom\"' > $ORRERY_XCOM", "\"bom\"")]
    [InlineData("printf 'first\\nlast \"é\"\\n\\n' > $ORRERY_XCOM", "\"last \\\"é\\\"\"")]
    public async Task LaunchAsync_WhenTaskLeavesAnXCom_ReportsIt(string script, string? expected)
    {
        var report = await Host.RunAsync(ProcessHost.Bash(script));

        report.Kind.ShouldBe(TaskReportKind.Success, report.Message);
        report.XCom.ShouldBe(expected);
    }

    [Theory]
    [InlineData("head -c 101 /dev/zero > $ORRERY_XCOM", "has 101 bytes; at most 100 are allowed. Write the data to a file")]
    [InlineData("printf '\\xFF' > $ORRERY_XCOM", "not valid UTF-8. Encode binary data")]
    [InlineData("mkdir $ORRERY_XCOM", "is a folder")]
    [InlineData("mkfifo $ORRERY_XCOM", "cannot be read")]
    [InlineData("ln -s /etc/passwd $ORRERY_XCOM", "cannot be read")]
    public async Task LaunchAsync_WhenXComIsNotUsable_FailsAndSaysWhy(string script, string message)
    {
        var report = await Host.RunAsync(ProcessHost.Bash(script) with { MaxXComBytes = 100 });

        report.Reason.ShouldBe(TaskFailureReason.InvalidXCom);
        report.Message.ShouldNotBeNull().ShouldContain(message);
        report.XCom.ShouldBeNull();
    }

    [Fact]
    public async Task LaunchAsync_WhenTaskFails_ReportsNoXCom() =>
        (await Host.RunAsync(ProcessHost.Bash("echo 1 > $ORRERY_XCOM; exit 1"))).XCom.ShouldBeNull();
}
