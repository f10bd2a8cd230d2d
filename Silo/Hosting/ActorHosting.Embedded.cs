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

    /// <summary>Adds the host.</summary>
    public static void AddActors(this IHostApplicationBuilder builder) => builder.UseOrleans(silo =>
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
