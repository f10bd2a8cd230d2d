using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orrery.Client;
using Orrery.Dashboard.Components;
using Orrery.Dashboard.Hosting;
using Orrery.Dashboard.State;

namespace Orrery.Dashboard;

/// <summary>Puts the dashboard into a host.</summary>
public static class OrreryDashboardExtensions
{
    /// <summary>Registers what the dashboard needs. The host registers an <see cref="Client.IOrreryClient"/> that may be shared.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configure">Changes the options; null: the defaults.</param>
    public static IServiceCollection AddOrreryDashboard(this IServiceCollection services, Action<OrreryDashboardOptions>? configure = null)
    {
        services.AddOptions<OrreryDashboardOptions>().Configure(o => configure?.Invoke(o));
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<AssetStore>();
        services.TryAddSingleton<ChangeHub>();

        // What is served to all viewers at once acts for the server; a host that tells viewers apart registers both.
        services.TryAddKeyedSingleton(OrreryRoles.Installation, (s, _) => s.GetRequiredService<IOrreryClient>());
        services.TryAddScoped<DisplaySettings>();
        return services;
    }

    /// <summary>Maps the pages, their live connection, the log download and the assets.</summary>
    /// <remarks>Conventions put on the answer, such as a required policy, hold for everything but the assets.</remarks>
    /// <param name="endpoints">Where to map.</param>
    /// <returns>All endpoints but those of the assets.</returns>
    public static IEndpointConventionBuilder MapOrreryDashboard(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapAssets(endpoints.ServiceProvider.GetRequiredService<AssetStore>());
        var pages = endpoints.MapGroup("");
        pages.MapLogDownload();

        // Pages hold no forms: what changes something goes over the circuit, which other origins cannot open (SecurityHeaders).
        pages.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null)
            .DisableAntiforgery();
        pages.AddSecurityHeaders();
        return pages;
    }
}
