namespace Orrery.Core.Runs;

/// <summary>The right of one host to run one try of a task, and the fence for its report.</summary>
/// <param name="Id">Names the lease; unique for ever.</param>
/// <param name="Host">Name of the host that holds it.</param>
public sealed record Lease(Guid Id, string Host);
