using Orrery.Runtime.Logs;
using Orrery.Runtime.Tests.Support;

namespace Orrery.Runtime.Tests.Processes;

/// <summary>Secrets that were opened for a try do not turn up in its log.</summary>
public sealed class ProcessEngineSecretTests : ProcessTest
{
    [Fact]
    public async Task Log_WhenATaskPrintsItsSecrets_HidesThemInEveryForm()
    {
        var spec = ProcessHost.Bash("printf 'a s3cr3t\"x b\\n'; echo 's3cr3t\\\"x' >&2; echo s3cr3t%22x; printf 'MIIabcdef\\nok\\n'; printf 's3cr3t\"x without end'") with
        {
            Secrets = ["s3cr3t\"x", "-----KEY-----\nMIIabcdef\n"],
        };

        _ = await Host.RunAsync(spec);

        (await Host.OutputAsync(spec)).ShouldBe(["a *** b", "***", "***", "ok", "*** without end"]);
        (await Host.OutputAsync(spec, LogStream.Error)).ShouldBe(["***"]);
        (await File.ReadAllTextAsync(Host.Logs.PathOf(TaskLogKey.Of(spec.Task)))).ShouldNotContain("s3cr3t");
    }

    [Theory]
    [InlineData(65_530)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(131_066)]
    public async Task Log_WhenALongLineIsCutWhereASecretIs_HidesItWhole(int before)
    {
        var spec = ProcessHost.Bash($"head -c {before} /dev/zero | tr '\\0' x; printf s3cr3t-value; head -c 70000 /dev/zero | tr '\\0' y; echo") with { Secrets = ["s3cr3t-value"] };

        _ = await Host.RunAsync(spec);

        string.Concat(await Host.OutputAsync(spec)).ShouldBe($"{new string('x', before)}***{new string('y', 70_000)}");
    }

    [Fact]
    public async Task Report_WhenItsMessageWouldTellASecret_HidesIt()
    {
        var spec = ProcessHost.Bash("true") with { Script = null, Argv = ["/no/such/s3cr3t-value"], Secrets = ["s3cr3t-value"] };

        var report = await Host.RunAsync(spec);

        report.Message.ShouldNotBeNull();
        report.Message.ShouldContain("/no/such/***");
        (await Host.LogAsync(spec)).ShouldAllBe(l => !l.Text.Contains("s3cr3t", StringComparison.Ordinal));
    }
}
