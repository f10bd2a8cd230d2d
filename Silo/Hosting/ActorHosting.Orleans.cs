using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Storage;
using Orrery.Runtime.Hosts;

namespace Orrery.Silo.Hosting;

/// <summary>
/// The grains' host in a cluster: Orleans, with membership and reminders in the store's PostgreSQL database. Built with <c>-p:ActorHost=Orleans</c>.
/// </summary>
internal static class ActorHosting
{
    /// <summary>Name of the grain storage that grains ask for.</summary>
    public const string StorageName = "orrery";

    private const string Invariant = "Npgsql";

    /// <summary>A silo that stops hands its grains over once nobody waits for an answer of theirs: so no host waits for work for long.</summary>
    private static readonly TimeSpan WorkWait = TimeSpan.FromSeconds(3);

    /// <summary>Whether other silos write to the same store.</summary>
    public static bool SharesStore => true;

    /// <summary>Adds the host. Without a PostgreSQL store it is a cluster of one, on this machine; see <see cref="ClusterSettings"/> for what it can be told.</summary>
    /// <exception cref="ServerStartException">Settings of the cluster are not valid; the message lists all.</exception>
    public static void AddActors(this IHostApplicationBuilder builder, ServerOptions options)
    {
        var settings = ClusterSettings.Read(options.Store, Environment.GetEnvironmentVariable);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (settings.ClusterId, settings.ClusterId));
            silo.Configure<SiloOptions>(o => o.SiloName = Composition.HostName(options.DataFolder));

            // A call to a silo that has died must not hang for the default of 30 s; the edge says 503, and callers ask again.
            silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromSeconds(10));
            silo.Services.AddKeyedSingleton<IGrainStorage, StoreGrainStorage>(StorageName);
            if (settings.ConnectionString is not { } connection)
            {
                silo.UseLocalhostClustering(settings.SiloPort, settings.GatewayPort, serviceId: settings.ClusterId, clusterId: settings.ClusterId);
                silo.UseInMemoryReminderService();
                return;
            }

            silo.Configure<ClusterMembershipOptions>(o =>
            {
                // Rows of silos that are gone: a restart makes one, since a silo that comes back is another one.
                o.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
                o.DefunctSiloExpiration = TimeSpan.FromDays(1);
            });
            silo.ConfigureEndpoints(settings.Address, settings.SiloPort, settings.GatewayPort, listenOnAnyHostAddress: settings.ListensEverywhere);
            silo.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = (Invariant, connection));
            silo.UseAdoNetReminderService(o => (o.Invariant, o.ConnectionString) = (Invariant, connection));
        });
        builder.Services.Configure<HostAgentOptions>(o => o.WorkWait = WorkWait);
        builder.Services.AddHostedService<ClusterWatch>();
    }
}
