namespace Orrery.Core.Runs;

/// <summary>What may be chosen about the machine.</summary>
public sealed class RunMachineOptions
{
    /// <summary>
    /// Whether <c>empty</c> tasks succeed within the decision that makes them ready, so that a whole chain of them is one commit.
    /// Default false: each is decided by an event of its own and its success is durable before its successor starts.
    /// </summary>
    public bool DecideEmptyInline { get; init; }
}
