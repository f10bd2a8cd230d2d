using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;

namespace Orrery.Runtime.Engines;

/// <summary>A try that an engine holds: running, or ended and not yet released.</summary>
public interface IRunningTask
{
    /// <summary>What was launched.</summary>
    LaunchSpec Spec { get; }

    /// <summary>How the try ended. Never fails and is never cancelled; it stays incomplete when the server goes away first.</summary>
    Task<TaskReport> Completion { get; }

    /// <summary>
    /// Asks the try to end, and kills it when <see cref="LaunchSpec.StopGrace"/> is over. Returns when the request was made;
    /// <see cref="Completion"/> says when it ended. Harmless when it has ended, or was asked before: the first reason stays.
    /// </summary>
    /// <param name="reason">Why; decides the reason of failure in the report.</param>
    /// <param name="cancellationToken">Gives up before the request was made.</param>
    Task StopAsync(StopReason reason, CancellationToken cancellationToken = default);

    /// <summary>Forgets an ended try, after its report was acknowledged: removes everything but its log. Harmless when repeated.</summary>
    /// <exception cref="InvalidOperationException">The try has not ended.</exception>
    Task ReleaseAsync();
}
