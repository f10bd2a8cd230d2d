using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Tests.Support;

namespace Orrery.Runtime.Tests.Processes;

public sealed class ProcessEngineDeferTests : ProcessTest
{
    [Fact]
    public async Task Launch_WhenTheProcessDefersItself_ReportsItsWish()
    {
        var report = await Host.RunAsync(ProcessHost.Bash("""echo '{"wait": "1 s"}' > "$ORRERY_DEFER"; test -z "$ORRERY_EVENT" """));

        (report.Kind, report.DeferralJson).ShouldBe((TaskReportKind.Deferred, """{"wait": "1 s"}"""));
    }

    [Fact]
    public async Task Launch_WhenTheProcessIsStartedAgain_FindsTheEventAndGoesOnInTheSameLog()
    {
        await Host.RunAsync(ProcessHost.Bash("""echo first; echo '{"wait": "1 s"}' > "$ORRERY_DEFER" """));
        var again = ProcessHost.Bash("""cat "$ORRERY_EVENT" """) with { EventJson = """{"state":7}""" };

        (await Host.RunAsync(again)).Kind.ShouldBe(TaskReportKind.Success);

        (await Host.OutputAsync(again)).ShouldBe(["first", """{"state":7}"""]);
    }

    [Theory]
    [InlineData("touch $ORRERY_DEFER", TaskReportKind.Success)]
    [InlineData("echo x > $ORRERY_DEFER; exit 3", TaskReportKind.Failed)]
    public async Task Launch_WithoutAWish_EndsAsItsExitCodeSays(string script, TaskReportKind expected) =>
        (await Host.RunAsync(ProcessHost.Bash(script))).Kind.ShouldBe(expected);

    [Fact]
    public async Task Launch_WithAWishThatIsTooLong_FailsAndSaysSo()
    {
        var report = await Host.RunAsync(ProcessHost.Bash("head -c 100 /dev/zero > $ORRERY_DEFER") with { MaxXComBytes = 99 });

        (report.Kind, report.Reason).ShouldBe((TaskReportKind.Failed, TaskFailureReason.InvalidDeferral));
    }
}
