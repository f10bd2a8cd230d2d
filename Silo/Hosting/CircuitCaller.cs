using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Orrery.Silo.Security;

namespace Orrery.Silo.Hosting;

/// <summary>Tells the services of a page that stays connected whose it is, before the page asks for anything.</summary>
/// <param name="viewer">Knows who opened the page.</param>
/// <param name="caller">Of the page's services.</param>
internal sealed class CircuitCaller(AuthenticationStateProvider viewer, RequestCaller caller) : CircuitHandler
{
    /// <inheritdoc/>
    public override int Order => int.MinValue;

    /// <inheritdoc/>
    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken) =>
        caller.Use((await viewer.GetAuthenticationStateAsync()).User);
}
