using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orrery.Silo.Telemetry.Metrics;

namespace Orrery.Silo.Api;

/// <summary>Puts the REST API into a host.</summary>
public static class OrreryApiExtensions
{
    /// <summary>Registers what the API needs. The host registers an <see cref="Client.IOrreryClient"/>.</summary>
    public static IServiceCollection AddOrreryApi(this IServiceCollection services)
    {
        services.AddRouting();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new Installation());
        services.TryAddSingleton<OpenApiDocument>();
        services.TryAddSingleton<SiloMetrics>();
        return services;
    }

    /// <summary>
    /// Maps <c>/api/v2</c>, <c>/health</c> and <c>/ready</c>, and sees to it that every error under <c>/api</c> is a problem in JSON.
    /// Call it after <c>UseOrrerySecurity</c>, so that nobody is answered who is not known.
    /// </summary>
    public static WebApplication MapOrreryApi(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase), api => api.Use(ApiErrors.InvokeAsync));
        var group = app.MapGroup("/api/v2");
        DagEndpoints.Map(group);
        DagPartEndpoints.Map(group);
        VersionEndpoints.Map(group);
        DagRunEndpoints.Map(group);
        WatchEndpoints.Map(group);
        BackfillEndpoints.Map(group);
        TaskInstanceEndpoints.Map(group);
        TaskPartEndpoints.Map(group);
        XComEndpoints.Map(group);
        RerunEndpoints.Map(group);
        HitlEndpoints.Map(group);
        PoolEndpoints.Map(group);
        VariableEndpoints.Map(group);
        ConnectionEndpoints.Map(group);
        SecretEndpoints.Map(group);
        BundleEndpoints.Map(group);
        WebhookEndpoints.Map(group);
        DeployEndpoints.Map(group);
        TokenEndpoints.Map(group);
        UserEndpoints.Map(group);
        EventLogEndpoints.Map(group);
        LogEndpoints.Map(group);
        AssetEndpoints.Map(group);
        MonitorEndpoints.Map(group);
        InstallationEndpoints.Map(group);
        OpenApiEndpoints.Map(group);
        MonitorEndpoints.MapProbes(app);
        return app;
    }
}
