using System.Collections.Immutable;

namespace Orrery.Client;

/// <summary>How an installation is.</summary>
/// <param name="IsHealthy">Whether every component is.</param>
/// <param name="Version">Version of the product.</param>
/// <param name="Components">Each component by itself.</param>
public sealed record HealthInfo(bool IsHealthy, string Version, ImmutableArray<ComponentHealth> Components);

/// <summary>How one component is.</summary>
/// <param name="Name">Name: <c>store</c>, <c>scheduler</c>, <c>runtime</c>.</param>
/// <param name="IsHealthy">Whether it does its work.</param>
/// <param name="Detail">What it says, in one sentence.</param>
public sealed record ComponentHealth(string Name, bool IsHealthy, string Detail);
