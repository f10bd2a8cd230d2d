using Orrery.Runtime.Loading;

namespace Orrery.Runtime.Tests.Loading;

public sealed class LoadingOptionsTests
{
    [Fact]
    public void Validate_OfTheDefaults_Succeeds() => new LoadingOptionsValidator().Validate(null, new LoadingOptions()).Succeeded.ShouldBeTrue();

    [Fact]
    public void Validate_OfWhatIsOutOfRange_NamesEachVariable()
    {
        var options = new LoadingOptions { TimeLimit = TimeSpan.Zero, MaxOutputBytes = 0, MaxMemoryBytes = 1, MaxProcesses = 0, Parallelism = 0, IdleAfter = TimeSpan.Zero, Python = "" };

        new LoadingOptionsValidator().Validate(null, options).Failures!.Select(f => f.Split(' ')[0]).ShouldBe(
            [
                "ORRERY_LOADING__TIMELIMIT", "ORRERY_LOADING__MAXOUTPUTBYTES", "ORRERY_LOADING__MAXMEMORYBYTES", "ORRERY_LOADING__MAXPROCESSES",
                "ORRERY_LOADING__PARALLELISM", "ORRERY_LOADING__IDLEAFTER", "ORRERY_LOADING__PYTHON",
            ]);
    }
}
