using Orrery.Core.Waits;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Runtime.Sensors;

/// <summary>Looks at one kind of thing.</summary>
internal interface IPoker
{
    /// <summary>Looks once. Any exception but a cancellation is an error of the look.</summary>
    /// <param name="spec">What to look for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<PokeResult> PokeAsync(LaunchSpec spec, CancellationToken cancellationToken);
}
