using Orrery.Core.Runs;
using Orrery.Core.Waits;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Runtime.Engines;

namespace Orrery.Runtime.Sensors;

/// <summary>
/// Runs a script or program for each look, with an engine for tries, under a lease of its own: what a dead server leaves of it is found by the
/// next one, which is told to stop it.
/// </summary>
/// <param name="engine">Runs the processes.</param>
/// <param name="timeProvider">The clock of the leases' names.</param>
internal sealed class ProcessPoker(IRuntimeEngine engine, TimeProvider timeProvider) : IPoker
{
    public async Task<PokeResult> PokeAsync(LaunchSpec spec, CancellationToken cancellationToken)
    {
        var look = spec with { LeaseId = Guid.CreateVersion7(timeProvider.GetUtcNow()), Engine = engine.Name, Sensor = null, ExecutionTimeout = null };
        var task = await engine.LaunchAsync(look, cancellationToken);
        TaskReport report;
        await using (cancellationToken.Register(() => _ = task.StopAsync(StopReason.UserRequest, CancellationToken.None)))
        {
            report = await task.Completion;
        }

        await task.ReleaseAsync();
        cancellationToken.ThrowIfCancellationRequested();
        var seen = report.Message ?? "The process succeeded.";
        return report.Kind switch
        {
            TaskReportKind.Success => new PokeResult(PokeKind.Met, seen, report.XCom),
            TaskReportKind.Skipped => new PokeResult(PokeKind.Skip, seen),
            TaskReportKind.Failed when report.Reason == TaskFailureReason.ExitCode && IsNotYet(spec.Sensor!, report.ExitCode) => new PokeResult(PokeKind.NotYet, seen),
            TaskReportKind.Failed when report.Reason == TaskFailureReason.FailWithoutRetry => new PokeResult(PokeKind.FailNow, seen),
            TaskReportKind.Deferred => new PokeResult(PokeKind.FailNow, "A sensor's own script cannot defer itself: end it with another exit code than 0 to be run again."),
            _ => new PokeResult(PokeKind.Error, seen),
        };
    }

    private static bool IsNotYet(SensorSpec sensor, int? exitCode) => sensor.RetryExitCode is not { } only || exitCode == only;
}
