using Orleans;
using Orleans.Runtime;

namespace Orrery.Embedded;

/// <summary>A call was waiting for a grain that was itself waiting, through other calls, for that call.</summary>
/// <param name="message">The grains and methods in the cycle, and the remedy.</param>
[GenerateSerializer]
public sealed class CallCycleException(string message) : OrleansException(message);
