using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orrery.Client;
using Orrery.Client.InProcess;
using Orrery.Core.Runs;
using Orrery.Grains.Bundles;
using Orrery.Grains.Catalog;
using Orrery.Grains.Dags;
using Orrery.Grains.Runs;
using Orrery.Grains.Runtimes;
using Orrery.Grains.Versions;
using Orrery.Runtime;
using Orrery.Runtime.Bundles;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Hosts;
using Orrery.Runtime.Processes;
using Orrery.Runtime.Logs;
using Orrery.Storage;

namespace Orrery.Silo.Hosting;

/// <summary>What a server is made of, whatever hosts its grains and whichever faces it shows.</summary>
internal static class Composition
{
    /// <summary>Adds everything but the faces.</summary>
    public static void AddOrrery(this IHostApplicationBuilder builder, ServerOptions options, IStore store)
    {
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(store);
        services.AddSingleton<IStoreQueries>(store);
        services.AddGrainServices(options);
        builder.AddActors();
        services.AddRuntimeHost(options);
        services.AddSingleton<IOrreryClient, GrainOrreryClient>();
        services.AddSingleton<IHealthSource, ServerHealth>();
    }

    private static void AddGrainServices(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(options.Dags);
        services.AddSingleton(options.Scanning);
        services.AddSingleton(new RunMachine(new RunMachineOptions { DecideEmptyInline = options.DecideEmptyInline }));
        services.AddSingleton(sp => new RunPlanCache(sp.GetRequiredService<IStore>()));
        services.AddSingleton(sp => new RunPks(sp.GetRequiredService<TimeProvider>(), new Random()));
        services.AddSingleton<RunFactory>();
        services.AddSingleton<TaskLoader>();
        services.AddSingleton<LeaseIds>();
        services.AddSingleton<ChangeNotifier>();
        services.AddSingleton<BundleOpener>(_ => folder => new FolderBundleBackend(folder));
    }

    private static void AddRuntimeHost(this IServiceCollection services, ServerOptions options)
    {
        services.Configure<RuntimeOptions>(o => o.DataDirectory = options.DataFolder);
        services.Configure<HostAgentOptions>(o => o.Capacity = options.Capacity);
        services.AddSingleton<ITaskLogStore, FileTaskLogStore>();
        if (options.Engine == "noop")
        {
            services.AddSingleton<IRuntimeEngine>(sp => new NoopEngine(sp.GetRequiredService<TimeProvider>(), "process"));
        }
        else
        {
            services.AddSingleton<IRuntimeEngine, ProcessEngine>();
        }

        services.AddHostedService<HostAgent>();
    }
}
