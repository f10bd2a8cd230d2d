using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Storage;

namespace Orrery.Silo.Hosting;

/// <summary>
/// The grains' host in a cluster: Orleans, with membership and reminders on PostgreSQL. Built with <c>-p:ActorHost=Orleans</c>; the one file
/// in which the two builds differ.
/// </summary>
internal static class ActorHosting
{
    /// <summary>Name of the grain storage that grains ask for.</summary>
    public const string StorageName = "orrery";

    private const string Invariant = "Npgsql";

    /// <summary>
    /// Adds the host. Reads <c>ConnectionString</c>, <c>ClusterId</c>, <c>ServiceId</c>, <c>SiloPort</c>, <c>GatewayPort</c> and <c>Address</c> of the
    /// section <c>Cluster</c>, from environment variables such as <c>ORRERY_CLUSTER__CONNECTIONSTRING</c>. Without a connection string it is a
    /// cluster of one, on this machine.
    /// </summary>
    public static void AddActors(this IHostApplicationBuilder builder)
    {
        // The server starts from an empty builder, which reads no configuration by itself.
        builder.Configuration.AddEnvironmentVariables("ORRERY_");
        var cluster = builder.Configuration.GetSection("Cluster");
        var (siloPort, gatewayPort) = (cluster.GetValue("SiloPort", 11111), cluster.GetValue("GatewayPort", 30000));
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(o =>
            {
                o.ClusterId = cluster["ClusterId"] ?? "orrery";
                o.ServiceId = cluster["ServiceId"] ?? "orrery";
            });

            // A call to a silo that has died must not hang for the default of 30 s; the edge retries.
            silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromSeconds(10));
            silo.Services.AddKeyedSingleton<IGrainStorage, StoreGrainStorage>(StorageName);
            if (cluster["ConnectionString"] is not { } connection)
            {
                silo.UseLocalhostClustering(siloPort, gatewayPort);
                silo.UseInMemoryReminderService();
                return;
            }

            silo.ConfigureEndpoints(IPAddress.Parse(cluster["Address"] ?? "127.0.0.1"), siloPort, gatewayPort);
            silo.UseAdoNetClustering(o =>
            {
                o.Invariant = Invariant;
                o.ConnectionString = connection;
            });
            silo.UseAdoNetReminderService(o =>
            {
                o.Invariant = Invariant;
                o.ConnectionString = connection;
            });
        });
    }
}
