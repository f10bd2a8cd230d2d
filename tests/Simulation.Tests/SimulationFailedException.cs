namespace Orrery.Simulation.Tests;

/// <summary>Ends a simulation in which something went wrong.</summary>
internal sealed class SimulationFailedException : Exception;
