using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Tests.Support;

namespace Orrery.Runtime.Tests.Processes;

public sealed class ProcessEngineOutletsTests : ProcessTest
{
    [Theory]
    [InlineData("true", null)]
    [InlineData("printf ' \\n' > $ORRERY_OUTLETS", null)]
    [InlineData("echo '{\"s3://a\": {\"rows\": 42}}' > $ORRERY_OUTLETS", "{\"s3://a\": {\"rows\": 42}}")]
    [InlineData("printf '\\xEF\\xBB\\xBF{}' > $ORRERY_OUTLETS", "{}")]
    public async Task LaunchAsync_WhenTaskSaysSomethingOfItsOutlets_ReportsIt(string script, string? expected)
    {
        var report = await Host.RunAsync(ProcessHost.Bash(script));

        report.Kind.ShouldBe(TaskReportKind.Success, report.Message);
        report.Outlets.ShouldBe(expected);
    }

    [Theory]
    [InlineData("head -c 101 /dev/zero > $ORRERY_OUTLETS", "has 101 bytes; at most 100 are allowed")]
    [InlineData("printf '\\xFF' > $ORRERY_OUTLETS", "not valid UTF-8")]
    [InlineData("echo '[1]' > $ORRERY_OUTLETS", "is no JSON object. Write one to $ORRERY_OUTLETS")]
    [InlineData("echo '{' > $ORRERY_OUTLETS", "is no JSON object")]
    [InlineData("mkdir $ORRERY_OUTLETS", "is a folder")]
    [InlineData("ln -s /etc/passwd $ORRERY_OUTLETS", "cannot be read")]
    public async Task LaunchAsync_WhenWhatItSaysIsNotUsable_FailsAndSaysWhy(string script, string message)
    {
        var report = await Host.RunAsync(ProcessHost.Bash(script) with { MaxXComBytes = 100 });

        report.Reason.ShouldBe(TaskFailureReason.InvalidOutlets);
        report.Message.ShouldNotBeNull().ShouldContain(message);
        report.Outlets.ShouldBeNull();
    }

    [Fact]
    public async Task LaunchAsync_WhenTaskFails_ReportsNothingOfItsOutlets() =>
        (await Host.RunAsync(ProcessHost.Bash("echo '{}' > $ORRERY_OUTLETS; exit 1"))).Outlets.ShouldBeNull();
}
