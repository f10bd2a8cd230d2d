using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Storage;
using Orrery.Embedded;
using Orrery.Grains.Dags;

namespace Orrery.Silo.Hosting;

/// <summary>The grains' host, embedded: one process, everything in the store.</summary>
internal static class ActorHosting
{
    /// <summary>Name of the grain storage that grains ask for.</summary>
    public const string StorageName = "orrery";

    /// <summary>Whether other silos write to the same store: servers of this build take turns.</summary>
    public static bool SharesStore => false;

    /// <summary>Adds the host.</summary>
    /// <param name="builder">Where to.</param>
    /// <param name="options">What the server was told; one process needs none of it.</param>
    public static void AddActors(this IHostApplicationBuilder builder, ServerOptions options) => builder.UseOrleans(silo =>
    {
        silo.Configure<ClusterOptions>(o =>
        {
            o.ClusterId = "orrery";
            o.ServiceId = "orrery";
        });
        silo.AddApplicationPart(typeof(DagGrain).Assembly);
        silo.UseReminderStore<StoreReminders>();
        silo.Services.AddKeyedSingleton<IGrainStorage, StoreGrainStorage>(StorageName);
    });
}
