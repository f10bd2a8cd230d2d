using Orrery.Core.Dags;
using Orrery.Core.Runs;

namespace Orrery.Core.Waits;

/// <summary>What a look means for the try of a sensor.</summary>
public static class SensorOutcome
{
    /// <summary>How the try ends; null when it goes on waiting.</summary>
    /// <remarks>
    /// The time is checked after a look that found nothing: there is always at least one, and a find that comes late still counts.
    /// </remarks>
    /// <param name="policy">How the sensor ends.</param>
    /// <param name="poke">What the look gave.</param>
    /// <param name="elapsed">Time from the first look to this one.</param>
    public static TaskOutcome? After(SensorPolicy policy, PokeResult poke, TimeSpan elapsed)
    {
        switch (poke.Kind)
        {
            case PokeKind.Met:
                return new TaskOutcome.Success(poke.ValueJson);
            case PokeKind.Skip:
                return new TaskOutcome.Skip();
            case PokeKind.SensorTimeout or PokeKind.TaskTimeout or PokeKind.FailNow when policy.SoftFail || policy.NeverFail:
                return new TaskOutcome.Skip();
            case PokeKind.SensorTimeout:
                return Fail(TaskFailureReason.SensorTimeout, poke.Message);
            case PokeKind.TaskTimeout:
                return Fail(TaskFailureReason.ExecutionTimeout, poke.Message);
            case PokeKind.FailNow:
                return Fail(TaskFailureReason.FailWithoutRetry, poke.Message);
            case PokeKind.Error when !policy.SilentFail:
                return policy.NeverFail ? new TaskOutcome.Skip() : Fail(TaskFailureReason.PokeFailed, poke.Message);
            default:
                return elapsed > policy.Timeout ? TimedOut(policy, poke.Message) : null;
        }
    }

    private static TaskOutcome TimedOut(SensorPolicy policy, string seen) => policy.SoftFail
        ? new TaskOutcome.Skip()
        : Fail(TaskFailureReason.SensorTimeout, $"The sensor's timeout of {policy.Timeout.TotalSeconds:0.###} s is over. {seen}");

    private static TaskOutcome.Fail Fail(TaskFailureReason reason, string message) => new(new TaskFailure(reason, message));
}
