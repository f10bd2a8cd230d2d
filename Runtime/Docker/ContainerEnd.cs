using Orrery.Runtime.Docker.Api.Wire;

namespace Orrery.Runtime.Docker;

/// <summary>How it went with a container.</summary>
internal abstract record ContainerEnd
{
    private ContainerEnd()
    {
    }

    /// <summary>It ran and ended.</summary>
    /// <param name="State">How it is now.</param>
    /// <param name="RanOutOfMemory">Whether the engine told that a process was killed for want of memory.</param>
    internal sealed record Exited(ContainerState State, bool RanOutOfMemory) : ContainerEnd;

    /// <summary>It was not started.</summary>
    /// <param name="Failure">Why not.</param>
    internal sealed record NotStarted(LaunchFailure Failure) : ContainerEnd;

    /// <summary>It was to be stopped before it was started.</summary>
    internal sealed record StoppedBefore : ContainerEnd;

    /// <summary>It was started, and is not there any more.</summary>
    internal sealed record Vanished : ContainerEnd;
}
