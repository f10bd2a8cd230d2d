using Orleans.Hosting;
using Orrery.Embedded.Hosting;

namespace Microsoft.Extensions.Hosting;

/// <summary>Lets a program host grains.</summary>
public static class OrleansSiloGenericHostExtensions
{
    /// <summary>Hosts grains in this program, with default options.</summary>
    /// <param name="hostAppBuilder">The program's builder.</param>
    /// <returns>The program's builder.</returns>
    public static IHostApplicationBuilder UseOrleans(this IHostApplicationBuilder hostAppBuilder) => hostAppBuilder.UseOrleans(_ => { });

    /// <summary>Hosts grains in this program.</summary>
    /// <param name="hostAppBuilder">The program's builder.</param>
    /// <param name="configureDelegate">Configures the host of grains.</param>
    /// <returns>The program's builder.</returns>
    public static IHostApplicationBuilder UseOrleans(this IHostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        configureDelegate(SiloBuilder.GetOrAdd(hostAppBuilder.Services, hostAppBuilder.Configuration));
        return hostAppBuilder;
    }

    /// <inheritdoc cref="UseOrleans(IHostApplicationBuilder, Action{ISiloBuilder})"/>
    public static HostApplicationBuilder UseOrleans(this HostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ((IHostApplicationBuilder)hostAppBuilder).UseOrleans(configureDelegate);
        return hostAppBuilder;
    }

    /// <inheritdoc cref="UseOrleans(IHostApplicationBuilder, Action{ISiloBuilder})"/>
    /// <param name="hostBuilder">The program's builder.</param>
    /// <param name="configureDelegate">Configures the host of grains.</param>
    public static IHostBuilder UseOrleans(this IHostBuilder hostBuilder, Action<ISiloBuilder> configureDelegate) =>
        hostBuilder.UseOrleans((_, silo) => configureDelegate(silo));

    /// <inheritdoc cref="UseOrleans(IHostApplicationBuilder, Action{ISiloBuilder})"/>
    /// <param name="hostBuilder">The program's builder.</param>
    /// <param name="configureDelegate">Configures the host of grains.</param>
    public static IHostBuilder UseOrleans(this IHostBuilder hostBuilder, Action<HostBuilderContext, ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        return hostBuilder.ConfigureServices(
            (context, services) => configureDelegate(context, SiloBuilder.GetOrAdd(services, context.Configuration)));
    }
}
